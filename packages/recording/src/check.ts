/** Checks of arguments, for people who write JavaScript. An error begins at the caller's line and says what to pass. */
import {
  hasMethods,
  isConnection,
  isFunction,
  isObject,
  isOptions,
  isText,
  kindOf,
  optionsProblem,
  refuseArgument,
  type Rule,
  type Rules,
  throwArgument
} from "@antiphon/core/boundary"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Result from "effect/Result"

type Called = (...args: never) => unknown

/** Throws unless it is a recording. `parse` returns a `Result`, which people pass as it is. */
export const needRecording = (called: Called, what: string, value: unknown): void => {
  if (isObject(value) && isObject(value["header"]) && Array.isArray(value["lines"])) return
  const given = Result.isResult(value) ? "the Result of parse: unwrap it with Result.getOrThrow" : kindOf(value)
  const remedy = Result.isResult(value) ? "" : ": pass what readFile gives or parse succeeds with"
  throwArgument(called, `${what} takes a recording, not ${given}${remedy}`)
}

/** Throws unless it is the path of a file. */
export const needPath = (called: Called, what: string, value: unknown): void =>
  refuseArgument(called, isText(value) ? undefined : `${what} takes the path of a file, not ${kindOf(value)}`)

/** Throws unless it is a connection. */
export const needConnection = (called: Called, what: string, value: unknown): void =>
  refuseArgument(called, isConnection(value) ? undefined : `${what} takes an open connection, not ${kindOf(value)}`)

export const isSink = hasMethods("write")
export const isTransport = hasMethods("connect")

export const isSpeed = (value: unknown): boolean => typeof value === "number" && value > 0

const oneOf = (...values: ReadonlyArray<string>): Rule => [
  (value) => values.includes(String(value)),
  values.join(" or ")
]
const aFunction: Rule = [isFunction, "a function that gives an Effect"]
/** `fromInput` returns none for what is no duration, whatever it is. */
const isDuration = (value: unknown): boolean => Option.isSome(Duration.fromInput(value as Duration.Input))

const transportRules: Rules = {
  dialect: oneOf("ga", "beta", "translation"),
  onFailed: aFunction,
  withoutContent: [(value) => typeof value === "boolean", "true or false"]
}
const recordRules: Rules = {
  ...transportRules,
  endpoint: [isText, "the address for the header, e.g. wss://api.openai.com/v1"],
  side: oneOf("client", "server")
}
const playRules: Rules = {
  speed: [isSpeed, "a factor above 0, e.g. Infinity"],
  stepTimeout: [isDuration, 'a duration, e.g. "30 seconds"']
}

export const recordProblem = (options: unknown): string | undefined =>
  optionsProblem("record", options, recordRules, ["endpoint"])

export const recordTransportProblem = (options: unknown): string | undefined =>
  optionsProblem("recordTransport", options, transportRules)

export const playProblem = (what: string, options: unknown, more: Rules = {}): string | undefined =>
  optionsProblem(what, options, { ...playRules, ...more }, Object.keys(more))

/** A vocabulary, e.g. `ServerEvent`. */
export const aVocabulary: Rule = [
  (value) => isOptions(value) && isFunction(value["decode"]),
  "a vocabulary, e.g. ClientEvent"
]
