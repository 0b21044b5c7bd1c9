/**
 * Checks arguments of callers, because JavaScript has no types. A refusal is `invalid`, names the field and says what
 * to pass. It quotes no text, which may be a key in the wrong place.
 */
import { hasMethods, isObject, kindOf, ms, optionsProblem, type Rule, type Rules } from "@antiphon/core/boundary"
import { RealtimeError } from "../RealtimeError.ts"

export { aFunction, isFunction, isMs, isOptions, isText } from "@antiphon/core/boundary"
export { hasMethods, isObject, kindOf, ms, type Rule }

export const need: (fits: boolean, message: string) => asserts fits = (fits, message) => {
  if (!fits) throw new RealtimeError("invalid", message)
}

/** Throws a problem, if there is one. */
export const refuse = (problem: string | undefined): void => {
  if (problem !== undefined) throw new RealtimeError("invalid", problem)
}

export const isSignal = (value: unknown): boolean =>
  hasMethods("addEventListener")(value) && isObject(value) && "aborted" in value

/** Refuses anything but true and false. A text such as "false" would mute. */
export const checkedMute = (isMuted: unknown): boolean => {
  need(typeof isMuted === "boolean", `mute takes true or false, not ${kindOf(isMuted)}`)
  return isMuted
}

const isUrl = (value: unknown): boolean => /^(ws|http)s?:$/.test(URL.parse(String(value))?.protocol ?? "")

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

/** Refuses options by {@link optionsProblem}. */
export const checkOptions: (what: string, options: unknown, rules: Rules, required?: ReadonlyArray<string>) => void = (
  what,
  options,
  rules,
  required
) => refuse(optionsProblem(what, options, rules, required))

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
