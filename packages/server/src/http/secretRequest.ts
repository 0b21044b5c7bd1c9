/** The bodies that ask for a client secret, checked as strictly as client events. */
import { ClientEvent, Translation, type TranslationClientSecretCreateRequest } from "@antiphon/core"
import type { SessionRequest } from "@antiphon/core/shapes"
import * as Result from "effect/Result"
import { invalidValue, type Refusal, refuse } from "../machine/Refusal.ts"
import { understand } from "../machine/understand.ts"
import type { SecretAccess } from "./Keys.ts"
import { invalidBeginning } from "./sessionSettings.ts"

/** A secret to be made: what it opens, and for how long. */
export interface SecretRequest<A extends SecretAccess = SecretAccess> {
  readonly access: A
  readonly seconds: number
}

/** What a secret for sessions opens. */
type SessionAccess = Extract<SecretAccess, { readonly _tag: "Session" }>
/** What a secret for translations opens. */
type TranslationAccess = Extract<SecretAccess, { readonly _tag: "Translation" }>

/** How long a secret lives that names no expiry. */
const defaultSeconds = 600

/** Reads a body for `/v1/realtime/client_secrets`. */
export const secretRequest = (body: object): Result.Result<SecretRequest<SessionAccess>, Refusal> =>
  Result.gen(function* () {
    yield* known(body, "", ["session", "expires_after"])
    const session = yield* sessionOf(field(body, "session"))
    const refusal = session && invalidBeginning(session)
    if (refusal !== undefined) return yield* Result.fail(refusal)
    return { access: { _tag: "Session", session }, seconds: yield* secondsOf(field(body, "expires_after")) }
  })

/** Reads a body for `/v1/realtime/translations/client_secrets`. */
export const translationSecretRequest = (body: object): Result.Result<SecretRequest<TranslationAccess>, Refusal> =>
  Result.gen(function* () {
    yield* known(body, "", ["session", "expires_after"])
    const session = yield* translationOf(field(body, "session"))
    return { access: { _tag: "Translation", session }, seconds: yield* secondsOf(field(body, "expires_after")) }
  })

/** Refuses a key that a body does not have. */
const known = (value: object, path: string, names: ReadonlyArray<string>): Result.Result<void, Refusal> => {
  const strange = Object.keys(value).find((name) => !names.includes(name))
  const param = `${path}${strange}`
  return strange === undefined
    ? Result.void
    : Result.fail(refuse("unknown_parameter", `Unknown parameter: '${param}'.`, param))
}

/** Reads the settings of a session as those of an update. */
const sessionOf = (session: unknown): Result.Result<SessionRequest | undefined, Refusal> => {
  if (session == null) return Result.succeed(undefined)
  const update = ClientEvent.decodeValue({ type: "session.update", session })
  return Result.flatMap(understand(ClientEvent, update), (event) =>
    event.type === "session.update" ? Result.succeed(event.session) : Result.fail(wrong("session", session))
  )
}

/** Reads the settings of a translation. Its audio is that of an update. */
const translationOf = (session: unknown): Result.Result<TranslationClientSecretCreateRequest["session"], Refusal> =>
  Result.gen(function* () {
    const model = field(session, "model")
    if (typeof session !== "object" || session === null) return yield* Result.fail(wrong("session", session))
    if (typeof model !== "string") return yield* Result.fail(wrong("session.model", model))
    yield* known(session, "session.", ["model", "audio"])
    const update = { type: "session.update", session: { audio: field(session, "audio") } }
    const event = yield* understand(Translation.ClientEvent, Translation.ClientEvent.decodeValue(update))
    const audio = event.type === "session.update" ? event.session.audio : undefined
    return { model, ...(audio === undefined ? {} : { audio }) }
  })

/** Reads the seconds of an expiry. They are 10 s to 2 h. */
const secondsOf = (expiry: unknown): Result.Result<number, Refusal> =>
  Result.gen(function* () {
    if (expiry == null) return defaultSeconds
    if (typeof expiry !== "object") return yield* Result.fail(wrong("expires_after", expiry))
    yield* known(expiry, "expires_after.", ["anchor", "seconds"])
    const anchor = field(expiry, "anchor") ?? "created_at"
    const seconds = field(expiry, "seconds") ?? defaultSeconds
    if (typeof anchor !== "string" || typeof seconds !== "number" || !Number.isSafeInteger(seconds)) {
      const message = "Invalid 'expires_after': expected anchor 'created_at' and whole seconds, 10 to 7200."
      return yield* Result.fail(invalidValue("expires_after", message))
    }
    if (anchor !== "created_at") {
      const message = `Invalid value: '${anchor.slice(0, 64)}'. Supported values are: 'created_at'.`
      return yield* Result.fail(invalidValue("expires_after.anchor", message))
    }
    if (seconds < 10 || seconds > 7200) {
      const message = "Invalid value for 'expires_after.seconds': expected 10 to 7200."
      return yield* Result.fail(invalidValue("expires_after.seconds", message))
    }
    return seconds
  })

/** Refuses a field that is absent or wrong. */
const wrong = (param: string, value: unknown): Refusal =>
  value === undefined
    ? refuse("missing_required_parameter", `Missing required parameter: '${param}'.`, param)
    : invalidValue(param, `Invalid value for '${param}'.`)

/** The own field of a value, or `undefined`. */
const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
