/** Settings of providers, and how they are checked. Nothing is dialled with a setting that cannot be used. */
import { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

/** A key, or a function that returns one, which is called for each connection. */
export type ProviderKey = string | Redacted.Redacted<string> | (() => string | Promise<string>)

/** Settings that every provider has. */
export interface CommonSettings {
  /** The model. Defaults to the provider's, if it has one. */
  readonly model?: string | undefined
  /** Headers of every request. A page's WebSocket cannot send any, and refuses them. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** A test of a value, and the words for values that pass. */
export type Rule = readonly [fits: (value: unknown) => boolean, wanted: string]

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== ""

export const text = (wanted: string): Rule => [isText, wanted]
/** The name of a resource of Azure, which is a part of a host name. */
export const resource: Rule = [
  (value) => typeof value === "string" && /^[a-z0-9][a-z0-9-]*$/i.test(value),
  "the name of the resource"
]
export const flag: Rule = [(value) => typeof value === "boolean", "true or false"]
export const oneOf = (...values: ReadonlyArray<string>): Rule => [
  (value) => typeof value === "string" && values.includes(value),
  values.join(" or ")
]
export const address: Rule = [
  (value) => typeof value === "string" && /^(ws|http)s?:$/.test(URL.parse(value)?.protocol ?? ""),
  "a ws, wss, http or https address"
]
export const secret: Rule = [
  (value) => isText(value) || typeof value === "function" || Redacted.isRedacted(value),
  "a key, or a function that returns one"
]
const common: Readonly<Record<string, Rule>> = {
  model: text("the name of a model"),
  headers: [
    (value) =>
      typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === "string"),
    "an object of texts"
  ]
}

/** What a provider takes, and what it must have. */
export interface SettingRules {
  readonly name: string
  readonly rules: Readonly<Record<string, Rule>>
  /** Each is one field, or fields of which exactly one is given. */
  readonly required?: ReadonlyArray<string | ReadonlyArray<string>>
}

/** Refuses a setting that is missing, unknown or of another kind. No message quotes a value. */
export const checkSettings = (
  given: unknown,
  { name, required = [], rules }: SettingRules
): Result.Result<void, TransportError> => {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return refuse(`${name} takes an object of settings. Pass one, e.g. ${name}({ ${Object.keys(rules)[0]}: … })`)
  }
  const known: Readonly<Record<string, Rule>> = { ...common, ...rules }
  for (const [field, value] of Object.entries(given)) {
    if (value === undefined) continue
    const rule = Object.hasOwn(known, field) ? known[field] : undefined
    if (rule === undefined) {
      return refuse(`${name} has no setting ${field.slice(0, 40)}. It has ${Object.keys(known).join(", ")}`)
    }
    if (!rule[0](value)) return refuse(`${field} of ${name} cannot be used. Pass ${rule[1]}`)
  }
  for (const need of required) {
    const fields = typeof need === "string" ? [need] : need
    const present = fields.filter((field) => Reflect.get(given, field) !== undefined)
    const [first = ""] = fields
    if (present.length === 0) {
      const wanted = fields.map((field) => `${field}, ${known[field]?.[1] ?? ""}`).join(", or ")
      return refuse(`${name} has no ${first}. Pass ${wanted}`)
    }
    if (present.length > 1) return refuse(`${name} has ${present.join(" and ")}. Pass one of them`)
  }
  return Result.succeed(undefined)
}

/** A pattern of keys that belong elsewhere, and what to do with them. */
export type WrongKey = readonly [pattern: RegExp, remedy: string]

/** Makes a credential. A key of another kind is refused before it is sent, and not quoted. */
export const credentialOf = (
  name: string,
  key: ProviderKey,
  wrong: ReadonlyArray<WrongKey> = []
): Effect.Effect<Redacted.Redacted<string>, TransportError> => {
  const given = Redacted.isRedacted(key)
    ? Effect.succeed(key)
    : typeof key === "string"
      ? Effect.sync(() => Redacted.make(key))
      : Effect.tryPromise({
          try: async () => Redacted.make(await key()),
          catch: (cause) => TransportError.open({ detail: `the function that gives keys of ${name} failed`, cause })
        })
  return Effect.flatMap(given, (secretKey) => {
    const value: unknown = Redacted.value(secretKey)
    const mistake = typeof value === "string" ? wrong.find(([pattern]) => pattern.test(value.trim())) : undefined
    return mistake === undefined
      ? Effect.succeed(secretKey)
      : refusal(`the key of ${name} is of another kind. ${mistake[1]}`)
  })
}

const refusal = (detail: string): TransportError => TransportError.protocol({ detail })
export const refuse = (detail: string): Result.Result<never, TransportError> => Result.fail(refusal(detail))
