/** What may go wrong with a connection, as data. */
import { isNumber, isOptions, kindOf, optionsProblem, type Rule } from "@antiphon/core/boundary"
import type { Faults } from "@antiphon/server"
import { need, needMs, placeProblem, refuse } from "../check.ts"

/** Where a fault happens. */
export interface At {
  /** Happens in place of the server's event of this type. Defaults to the next event, or to at once if injected. */
  readonly at?: string
  /** Counts the events of that type, from 1. Defaults to 1. */
  readonly nth?: number
}

/** A fault of one connection. Make it with {@link fault}. */
export type Fault = InjectedFault | { readonly kind: "chance"; readonly faults: Faults }

/** A fault that can also be injected into a connection that is open. */
export type InjectedFault =
  | ({ readonly kind: "cut" } & At)
  | ({ readonly kind: "close"; readonly code: number; readonly reason: string } & At)
  | ({ readonly kind: "stall" } & At)
  | ({ readonly kind: "malformed"; readonly frame: string } & At)
  | { readonly kind: "slow"; readonly ms: number }
  | { readonly kind: "refuse"; readonly status: number; readonly message: string }

const cut = (at: At = {}): InjectedFault => {
  refuse(cut, placeProblem("fault.cut", at))
  return { kind: "cut", ...at }
}

const close = (code: number, options: At & { readonly reason?: string } = {}): InjectedFault => {
  const isCode = Number.isInteger(code) && isNumber(code, 1000, 4999)
  need(close, isCode, `fault.close takes a code from 1000 to 4999, e.g. 1012, not ${kindOf(code)}`)
  refuse(close, placeProblem("fault.close", options, { reason: words }))
  const { reason = "", ...at } = options
  return { kind: "close", code, reason, ...at }
}

const stall = (at: At = {}): InjectedFault => {
  refuse(stall, placeProblem("fault.stall", at))
  return { kind: "stall", ...at }
}

const malformed = (options: At & { readonly frame?: string } = {}): InjectedFault => {
  refuse(malformed, placeProblem("fault.malformed", options, { frame: words }))
  const { frame = '{"type":"response.', ...at } = options
  return { kind: "malformed", frame, ...at }
}

const slow = (ms: number): InjectedFault => {
  needMs(slow, "fault.slow", ms)
  return { kind: "slow", ms }
}

const refused = (status: number, message = "The test refuses this connection."): InjectedFault => {
  const isStatus = Number.isInteger(status) && isNumber(status, 300, 599)
  need(refused, isStatus, `fault.refuse takes an HTTP status from 300 to 599, e.g. 503, not ${kindOf(status)}`)
  need(refused, typeof message === "string", `the message of fault.refuse is ${kindOf(message)}: pass text`)
  return { kind: "refuse", status, message }
}

const chance = (faults: Faults): Fault => {
  const rules = { seed: words, chances: shares }
  refuse(chance, optionsProblem("fault.chance", faults, rules, ["seed", "chances"]))
  return { kind: "chance", faults }
}

const words: Rule = [(value) => typeof value === "string", "text"]
const names = ["late", "duplicate", "malformed", "cut", "expire", "half-open", "rate-limit"]
const shares: Rule = [
  (value) =>
    isOptions(value) && Object.entries(value).every(([name, share]) => names.includes(name) && isNumber(share, 0, 1)),
  `chances from 0 to 1 by name, which are ${names.join(", ")}`
]

/** Makes faults. */
export const fault = {
  /** Destroys the socket without a close frame, as a lost network does. */
  cut,
  /** Closes the connection with a code, as a server does that restarts (1012), is busy (1013) or fails (1011). */
  close,
  /** Lets no event through in either direction from there on, until `recover`. The socket stays open. */
  stall,
  /** Sends a frame that is no event. Defaults to the start of a JSON object. */
  malformed,
  /** Waits this long before each event of the server. */
  slow,
  /** Refuses the handshake with this HTTP status, e.g. 401, 429 or 503. */
  refuse: refused,
  /** Makes faults happen by chance. The same seed makes the same faults. `@antiphon/server` describes them. */
  chance
} as const
