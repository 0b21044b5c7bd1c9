/**
 * Checks of arguments, for tests in JavaScript. A refusal is a `TestingError` that begins at the caller's line, names the field
 * and says what to pass.
 */
import {
  fromCaller,
  isInt16Array,
  isNumber,
  isOptions,
  isText,
  kindOf,
  ms,
  optionsProblem,
  type Rule,
  type Rules
} from "@antiphon/core/boundary"
import { scriptProblem } from "@antiphon/server"
import { TestingError } from "./TestingError.ts"

type Called = (...args: never) => unknown

/** Throws a problem, if there is one, with the stack of the call of `called`. */
export const refuse = (called: Called, problem: string | undefined): void => {
  if (problem !== undefined) throw fromCaller(new TestingError(problem), called)
}

export const need = (called: Called, fits: boolean, message: string): void => refuse(called, fits ? undefined : message)

/** Throws unless it is samples. */
export const needSamples = (called: Called, what: string, value: unknown): void =>
  need(called, isInt16Array(value), `${what} takes an Int16Array of PCM16, not ${kindOf(value)}`)

/** Throws unless it is a length of time. */
export const needMs = (called: Called, what: string, value: unknown): void =>
  need(called, isNumber(value, 0, 24 * 3600_000), `${what} takes a number of ms, not ${kindOf(value)}`)

export const text: Rule = [isText, "text"]
const count: Rule = [(value) => Number.isInteger(value) && Number(value) > 0, "a whole number above 0"]
const limit: Rule = [(value) => isNumber(value, 0), "a number from 0"]
const list = (wanted: string): Rule => [Array.isArray, wanted]

const earRules: Rules = { rate: [(value) => isNumber(value, 1, 384_000), "a number of Hz, e.g. 24000"], timeoutMs: ms }
export const earProblem = (options: unknown): string | undefined => optionsProblem("makeEar", options, earRules)

const limitRules: Rules = {
  uncommittedMs: limit,
  characters: limit,
  items: limit,
  keptAudioMs: limit,
  transcriptions: limit,
  outOfBandResponses: limit,
  tokensPerMinute: [(value) => value === null || isNumber(value, 0), "a number from 0, or null"],
  sessionMs: limit
}
const serverRules: Rules = {
  seed: text,
  limits: [isOptions, "an object of limits, e.g. { sessionMs: 3000 }"],
  faults: list("an array with the faults of each connection, e.g. [fault.cut()]"),
  timeoutMs: ms
}

/** What is wrong with the options of a server. */
export const serverProblem = (options: unknown): string | undefined => {
  const problem = optionsProblem("startServer", options, serverRules)
  if (problem !== undefined || !isOptions(options)) return problem
  const { faults = [], limits = {} } = options
  const plans: ReadonlyArray<unknown> = Array.isArray(faults) ? faults : []
  return (
    optionsProblem("limits of startServer", limits, limitRules) ??
    firstOf(plans.flat(), (each, index) => faultProblem(`faults[${index}] of startServer`, each))
  )
}

const kinds = new Set(["cut", "close", "stall", "malformed", "slow", "refuse", "chance"])

/** What is wrong with a fault. */
export const faultProblem = (what: string, value: unknown): string | undefined =>
  isOptions(value) && kinds.has(String(value["kind"]))
    ? undefined
    : `${what} is ${kindOf(value)}: pass a fault, e.g. fault.cut()`

const placeRules: Rules = { at: [isText, "the type of an event"], nth: count }

/** What is wrong with the place of a fault. `more` are the rules of its other options. */
export const placeProblem = (what: string, at: unknown, more: Rules = {}): string | undefined =>
  optionsProblem(what, at, { ...placeRules, ...more })

/** What is wrong with a script, or `"echo"`. */
export const startProblem = (script: unknown): string | undefined => {
  if (script === "echo") return undefined
  return isOptions(script)
    ? scriptProblem(script)
    : `startServer takes a script, e.g. { turns: [{ say: "It is noon." }] }, or "echo", not ${kindOf(script)}`
}

const firstOf = (all: unknown, look: (each: unknown, index: number) => string | undefined): string | undefined => {
  if (!Array.isArray(all)) return undefined
  for (const [index, each] of all.entries()) {
    const found = look(each, index)
    if (found !== undefined) return found
  }
  return undefined
}
