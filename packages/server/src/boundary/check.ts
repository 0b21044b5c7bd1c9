/** Checks of arguments, for people who write JavaScript. An error begins at the caller's line and says what to pass. */
import {
  hasMethods,
  isConnection,
  isFunction,
  isNumber,
  isObject,
  isOptions,
  isText,
  kindOf,
  optionsProblem,
  type Rule,
  type Rules
} from "@antiphon/core/boundary"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

export const seed: Rule = [(value) => typeof value === "string", "text"]
export const text = (wanted: string): Rule => [isText, wanted]
export const effectful: Rule = [isFunction, "a function that gives an Effect"]
export const secret: Rule = [
  (value) => Redacted.isRedacted(value) && isText(Redacted.value(value)),
  "Redacted.make of a text that is not empty"
]
/** Servers without keys take an empty one. */
export const apiKey: Rule = [
  (value) => Redacted.isRedacted(value) && typeof Redacted.value(value) === "string",
  "Redacted.make of the key"
]
/** `fromInput` returns none for what is no duration, whatever it is. */
export const duration: Rule = [
  (value) => Option.isSome(Duration.fromInput(value as Duration.Input)),
  'a duration, e.g. "20 seconds"'
]
export const httpAddress: Rule = [
  (value) => /^https?:$/u.test(URL.parse(String(value))?.protocol ?? ""),
  "an http or https address"
]
export const size: Rule = [(value) => isNumber(value, 0), "a number from 0"]
const texts = (wanted: string): Rule => [(value) => Array.isArray(value) && value.every(isText), wanted]

/** What is wrong with a connection, or `undefined`. */
export const connectionProblem = (what: string, connection: unknown): string | undefined =>
  isConnection(connection)
    ? undefined
    : `${what} takes an accepted connection, not ${kindOf(connection)}: pass the one that listener.run gives`

/** What is wrong with the arguments of a function that serves a connection, or `undefined`. */
export const servedProblem = (
  what: string,
  [connection, handshake, options]: readonly [connection: unknown, handshake: unknown, options: unknown],
  rules: Rules
): string | undefined => {
  const problem = connectionProblem(what, connection)
  if (problem !== undefined) return problem
  if (handshake !== undefined && !(isObject(handshake) && isObject(handshake["query"]))) {
    return `${what} takes the handshake second and the options third, and the second is ${kindOf(handshake)} without a query`
  }
  return options === undefined ? undefined : optionsProblem(what, options, rules)
}

const limitRule: Rule = [isOptions, "an object of limits, e.g. { sessionMs: 3000 }"]
export const serveRules: Rules = {
  seed,
  limits: limitRule,
  session: [isOptions, "settings of a session"],
  verifyKey: effectful
}
export const translationRules: Rules = { seed, limits: limitRule, session: serveRules["session"] ?? size }
export const liveRules: Rules = {
  seed,
  sessionMs: size,
  sessions: [isOptions, "what makeLiveSessions() gives"]
}

const origins = texts('a list of origins, e.g. ["https://example.com"]')
const handler: Rule = [isFunction, "a handler, as makeCallsHandler makes it"]
export const handlerRules: Rules = { origins, maxBodyBytes: size, calls: handler, live: handler }
export const gateRules: Rules = {
  origins,
  models: texts('a list of models, e.g. ["gpt-realtime"]'),
  maxConnections: size
}
export const keyRules: Rules = {
  apiKeys: [
    (value) => isFunction(value) || (Array.isArray(value) && value.every(Redacted.isRedacted)),
    "a list of keys, each made by Redacted.make, or a function that gives an Effect"
  ],
  maxSecrets: size,
  maxSecretCharacters: size
}

const gate: Rule = [hasMethods("admit", "enter"), "what makeGate gives"]
const hold: Rule = [
  isFunction,
  "a function that holds the session of a call, e.g. (connection, handshake) => serve(connection, handshake)"
]
const answer: Rule = [isFunction, "the accept of a transport, e.g. of @antiphon/transport-webrtc/node"]
export const callsRules: Rules = {
  answer,
  hold,
  gate,
  maxBodyBytes: size,
  phone: [hasMethods("ring", "act"), "what makePhoneCalls gives"]
}
export const liveCallsRules: Rules = {
  answer,
  hold,
  gate,
  maxBodyBytes: size,
  sessions: [isOptions, "what makeLiveSessions() gives, the same that serveLive has"]
}
export const phoneRules: Rules = { gate, hold, announce: effectful }
export const webhookRules: Rules = { url: httpAddress, secret }
