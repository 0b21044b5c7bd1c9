import { isFunction, isInt16Array, isMs, isOptions, kindOf } from "./kindOf.ts"
import { nearest } from "./nearest.ts"

/** A test of a value, and the words for values that pass. */
export type Rule = readonly [fits: (value: unknown) => boolean, wanted: string]

/** The rules of the options of one function, by name. */
export type Rules = Readonly<Record<string, Rule>>

export const aFunction: Rule = [isFunction, "a function"]
export const ms: Rule = [isMs, "a number of ms above 0"]
export const samples: Rule = [isInt16Array, "an Int16Array of PCM16"]
export const flag: Rule = [(value) => typeof value === "boolean", "true or false"]

/**
 * Returns what is wrong with options, or `undefined`. They may be no object, lack one of `required`, or have one of
 * another kind. An unknown name is wrong if it resembles an option that is missing.
 */
export const optionsProblem = (
  what: string,
  options: unknown,
  rules: Rules,
  required: ReadonlyArray<string> = []
): string | undefined => {
  if (!isOptions(options)) return `${what} takes an object of options, not ${kindOf(options)}`
  const names = Object.keys(rules)
  for (const name of Object.keys(options)) {
    if (names.includes(name) || options[name] === undefined) continue
    const meant = nearest(name, names)
    if (meant !== undefined && options[meant] === undefined) {
      return `${what} has no option ${name.slice(0, 64)}: did you mean ${meant}?`
    }
  }
  for (const [name, [fits, wanted]] of Object.entries(rules)) {
    const value = options[name]
    if (value === undefined) {
      if (required.includes(name)) return `${what} has no ${name}: pass ${wanted}`
    } else if (!fits(value)) return `${name} of ${what} is ${kindOf(value)}: pass ${wanted}`
  }
  return undefined
}
