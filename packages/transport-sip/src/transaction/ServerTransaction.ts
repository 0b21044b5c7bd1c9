/**
 * The server's side of a transaction as a pure machine (RFC 3261 section 17.2, with the state "accepted" of RFC 6026). It
 * absorbs repeated requests and repeats the answer.
 */
import type { SipResponse } from "../message/SipMessage.ts"
import { backedOff, patience, t1, t4, type TimerOutput } from "./timers.ts"

/** The timers of RFC 3261: G repeats, H gives up on the ACK, I, J and L absorb what is late. */
export type ServerTimer = "G" | "H" | "I" | "J" | "L"

export interface ServerTransaction {
  readonly isInvite: boolean
  /** Whether the transport loses nothing, as TCP. */
  readonly isReliable: boolean
  readonly phase: "trying" | "proceeding" | "completed" | "accepted" | "confirmed" | "ended"
  readonly last: SipResponse | undefined
  /** The time between two sendings of the answer. */
  readonly intervalMs: number
}

export type ServerInput =
  | { readonly _tag: "Respond"; readonly response: SipResponse }
  /** The request came again. */
  | { readonly _tag: "Repeated" }
  | { readonly _tag: "Acked" }
  | { readonly _tag: "Timer"; readonly timer: ServerTimer }

export type ServerOutput =
  | { readonly _tag: "Send"; readonly response: SipResponse }
  | TimerOutput<ServerTimer>
  /** The transaction is over and can be forgotten. */
  | { readonly _tag: "Done" }

export interface ServerStep {
  readonly state: ServerTransaction
  readonly outputs: ReadonlyArray<ServerOutput>
}

/** Begins the transaction of a request. */
export const begin = (kind: Pick<ServerTransaction, "isInvite" | "isReliable">): ServerTransaction => ({
  ...kind,
  phase: "trying",
  last: undefined,
  intervalMs: t1
})

export const step = (state: ServerTransaction, input: ServerInput): ServerStep => {
  switch (input._tag) {
    case "Respond":
      return respond(state, input.response)
    case "Repeated":
      return { state, outputs: repeats(state) && state.last !== undefined ? [send(state.last)] : [] }
    case "Acked":
      return state.phase === "completed" && state.isInvite ? confirmed(state) : { state, outputs: [] }
    case "Timer":
      return timePassed(state, input.timer)
  }
}

const repeats = ({ phase }: ServerTransaction): boolean => phase === "proceeding" || phase === "completed"

const send = (response: SipResponse): ServerOutput => ({ _tag: "Send", response })

/** Only the first final answer counts. */
const respond = (state: ServerTransaction, response: SipResponse): ServerStep => {
  if (state.phase !== "trying" && state.phase !== "proceeding") return { state, outputs: [] }
  if (response.status < 200) {
    return { state: { ...state, phase: "proceeding", last: response }, outputs: [send(response)] }
  }
  if (state.isInvite && response.status < 300) {
    const timer = { _tag: "Start", timer: "L", ms: patience } as const
    return { state: { ...state, phase: "accepted", last: response }, outputs: [send(response), timer] }
  }
  const completed: ServerTransaction = { ...state, phase: "completed", last: response }
  if (state.isInvite) {
    const again = { _tag: "Start", timer: "G", ms: state.intervalMs } as const
    const outputs = [
      send(response),
      ...(state.isReliable ? [] : [again]),
      { _tag: "Start", timer: "H", ms: patience } as const
    ]
    return { state: completed, outputs }
  }
  return state.isReliable
    ? { state: { ...completed, phase: "ended" }, outputs: [send(response), { _tag: "Done" }] }
    : { state: completed, outputs: [send(response), { _tag: "Start", timer: "J", ms: patience }] }
}

/** An ACK ends the repeating. More of them may be on their way. */
const confirmed = (state: ServerTransaction): ServerStep => {
  const stop: ReadonlyArray<ServerOutput> = [
    { _tag: "Stop", timer: "G" },
    { _tag: "Stop", timer: "H" }
  ]
  return state.isReliable
    ? { state: { ...state, phase: "ended" }, outputs: [...stop, { _tag: "Done" }] }
    : { state: { ...state, phase: "confirmed" }, outputs: [...stop, { _tag: "Start", timer: "I", ms: t4 }] }
}

const timePassed = (state: ServerTransaction, timer: ServerTimer): ServerStep => {
  if (timer !== "G") return { state: { ...state, phase: "ended" }, outputs: [{ _tag: "Done" }] }
  if (state.phase !== "completed" || state.last === undefined) return { state, outputs: [] }
  const intervalMs = backedOff(state.intervalMs)
  return { state: { ...state, intervalMs }, outputs: [send(state.last), { _tag: "Start", timer: "G", ms: intervalMs }] }
}
