/**
 * Checks arguments of callers, because JavaScript has no types. A refusal is `invalid`, names the field and says what
 * to pass. It quotes no text, which may be a key in the wrong place.
 */
import { nearest } from "./nearest.ts"
import { RealtimeError } from "../RealtimeError.ts"

export const need: (fits: boolean, message: string) => asserts fits = (fits, message) => {
  if (!fits) throw new RealtimeError("invalid", message)
}

/** Returns the kind of a value for a message, e.g. `a string`, `an array` or `undefined`. */
export const kindOf = (value: unknown): string => {
  if (value === undefined || value === null) return String(value)
  const kind = Array.isArray(value) ? "array" : typeof value
  return kind === "number" ? String(value) : `${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

export const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== ""

export const isFunction = (value: unknown): boolean => typeof value === "function"

/** Timers accept no more, and fire at once above it. */
const maxMs = 2 ** 31 - 1

export const isMs = (value: unknown): boolean => typeof value === "number" && value > 0 && value <= maxMs

export const isSignal = (value: unknown): boolean =>
  hasMethods("addEventListener")(value) && isObject(value) && "aborted" in value

export const hasMethods =
  (...names: ReadonlyArray<string>) =>
  (value: unknown): boolean =>
    isObject(value) && names.every((name) => isFunction(value[name]))

const isUrl = (value: unknown): boolean => /^(ws|http)s?:$/.test(URL.parse(String(value))?.protocol ?? "")

/** A test of a value, and the words for values that pass. */
export type Rule = readonly [fits: (value: unknown) => boolean, wanted: string]

export const aFunction: Rule = [isFunction, "a function"]
export const ms: Rule = [isMs, "a number of ms above 0"]
export const signalRule: Rule = [isSignal, "an AbortSignal, e.g. controller.signal"]

/** Rules for the options of every function that takes a key. The key itself is checked by `readKey`. */
export const commonRules: Readonly<Record<string, Rule>> = {
  key: [() => true, ""],
  url: [isUrl, "a ws, wss, http or https address"],
  authorization: [
    (value) => typeof value === "string" && ["bearer", "api-key", "basic", "query", "none"].includes(value),
    '"bearer" or "api-key"'
  ],
  timeoutMs: ms,
  signal: signalRule
}

/**
 * Refuses options that are not an object, that lack one of `required`, or that have one of another kind. An unknown
 * name is refused if it resembles an option that is missing.
 */
export const checkOptions: (
  what: string,
  options: unknown,
  rules: Readonly<Record<string, Rule>>,
  required?: ReadonlyArray<string>
) => void = (what, options, rules, required = []) => {
  need(isObject(options), `${what} takes an object of options, not ${kindOf(options)}`)
  const names = Object.keys(rules)
  for (const name of Object.keys(options)) {
    if (names.includes(name) || options[name] === undefined) continue
    const meant = nearest(name, names)
    need(meant === undefined || options[meant] !== undefined, `${what} has no option ${name}: did you mean ${meant}?`)
  }
  for (const [name, [fits, wanted]] of Object.entries(rules)) {
    const value = options[name]
    if (value === undefined) need(!required.includes(name), `${what} has no ${name}: pass ${wanted}`)
    else need(fits(value), `${name} of ${what} is ${kindOf(value)}: pass ${wanted}`)
  }
}

export const provider: Rule = [hasMethods("session", "http"), "a provider, e.g. xai({ key }) of @antiphon/providers"]

/** Refuses options that the provider decides on. */
export const checkProvider = (what: string, options: Readonly<Record<string, unknown>>): void => {
  if (options["provider"] === undefined) return
  for (const name of ["key", "url", "authorization"])
    need(
      options[name] === undefined,
      `${what} has both a provider and ${name}: pass ${name} to the provider, or leave it out`
    )
}

/** Rules for the options of every function that opens a session. */
export const openingRules: Readonly<Record<string, Rule>> = {
  ...commonRules,
  transport: [hasMethods("connect"), "what make() of a transport package gives"]
}
