/**
 * A call as a pure machine, from its INVITE to its end (RFC 3261 sections 13.3, 14.2 and 15). It repeats the 200 until the
 * ACK comes, and sends no BYE before that.
 */
import type { SipResponse } from "../message/SipMessage.ts"
import { backedOff, patience, t1, type TimerOutput } from "../transaction/timers.ts"

/** `repeat` sends the 200 again, and `ack` gives up on the ACK. */
export type CallTimer = "repeat" | "ack"

/** Why a call ended. */
export type CallEnd =
  /** The caller gave up before the call was answered. */
  | "cancelled"
  /** This side did not take the call. */
  | "rejected"
  /** The caller hung up. */
  | "hung_up"
  /** This side hung up. */
  | "ours"
  /** The caller never acknowledged an answer. */
  | "unacknowledged"

export interface CallState {
  readonly phase: "ringing" | "answered" | "talking" | "leaving" | "ended"
  /** The answer that waits for its ACK. */
  readonly pending: Pending | undefined
  /** Whether this side wants to hang up as soon as it may. */
  readonly isLeaving: boolean
}

interface Pending {
  readonly cseq: number
  readonly response: SipResponse
  readonly intervalMs: number
}

export type CallInput =
  | { readonly _tag: "Accept"; readonly cseq: number; readonly response: SipResponse }
  | { readonly _tag: "Reject"; readonly response: SipResponse }
  /** The caller took the INVITE back. `response` is the 487 for it. */
  | { readonly _tag: "Cancel"; readonly response: SipResponse }
  | { readonly _tag: "Acked"; readonly cseq: number }
  /** The caller hung up. `response` is the 487 for an INVITE that is still open. */
  | { readonly _tag: "Bye"; readonly response: SipResponse }
  /** A re-INVITE was answered with a 200. */
  | { readonly _tag: "Changed"; readonly cseq: number; readonly response: SipResponse }
  | { readonly _tag: "HangUp" }
  /** The BYE of this side was answered, or nothing came. */
  | { readonly _tag: "ByeAnswered" }
  | { readonly _tag: "Timer"; readonly timer: CallTimer }

export type CallOutput =
  /** Give the final answer to the INVITE. */
  | { readonly _tag: "Answer"; readonly response: SipResponse }
  /** Send the 200 again, past the transaction. */
  | { readonly _tag: "Repeat"; readonly response: SipResponse }
  | TimerOutput<CallTimer>
  /** The caller acknowledged the answer. The call has begun. */
  | { readonly _tag: "Ready" }
  | { readonly _tag: "SendBye" }
  | { readonly _tag: "Ended"; readonly why: CallEnd }

export interface CallStep {
  readonly state: CallState
  readonly outputs: ReadonlyArray<CallOutput>
}

export const begin: CallState = { phase: "ringing", pending: undefined, isLeaving: false }

const stopped: ReadonlyArray<CallOutput> = [
  { _tag: "Stop", timer: "repeat" },
  { _tag: "Stop", timer: "ack" }
]

export const step = (state: CallState, input: CallInput): CallStep => {
  if (state.phase === "ended") return { state, outputs: [] }
  switch (input._tag) {
    case "Accept":
      return state.phase === "ringing" ? waiting({ ...state, phase: "answered" }, input, true) : { state, outputs: [] }
    case "Reject":
      return state.phase === "ringing" ? over(state, "rejected", input.response) : { state, outputs: [] }
    case "Cancel":
      return state.phase === "ringing" ? over(state, "cancelled", input.response) : { state, outputs: [] }
    case "Acked":
      return acked(state, input.cseq)
    case "Bye":
      if (state.phase === "ringing") return over(state, "cancelled", input.response)
      return over(state, state.phase === "leaving" ? "ours" : "hung_up")
    case "Changed":
      return state.phase === "talking" ? waiting(state, input, false) : { state, outputs: [] }
    case "HangUp":
      return hangUp(state)
    case "ByeAnswered":
      return state.phase === "leaving" ? over(state, "ours") : { state, outputs: [] }
    case "Timer":
      return timePassed(state, input.timer)
  }
}

/** Ends the call. An INVITE that is still open needs its answer. */
const over = (state: CallState, why: CallEnd, response?: SipResponse): CallStep => ({
  state: { ...state, phase: "ended", pending: undefined },
  outputs: [
    ...(response === undefined ? [] : [{ _tag: "Answer", response } as const]),
    ...stopped,
    { _tag: "Ended", why }
  ]
})

/** Waits for the ACK of an answer. The transaction gave the answer once, and the repeating is the call's. */
const waiting = (
  state: CallState,
  { cseq, response }: { readonly cseq: number; readonly response: SipResponse },
  isFirst: boolean
): CallStep => ({
  state: { ...state, pending: { cseq, response, intervalMs: t1 } },
  outputs: [
    ...(isFirst ? [{ _tag: "Answer", response } as const] : []),
    { _tag: "Start", timer: "repeat", ms: t1 },
    { _tag: "Start", timer: "ack", ms: patience }
  ]
})

const acked = (state: CallState, cseq: number): CallStep => {
  if (state.pending?.cseq !== cseq) return { state, outputs: [] }
  const isFirst = state.phase === "answered"
  const next: CallState = { ...state, pending: undefined, phase: isFirst ? "talking" : state.phase }
  if (state.isLeaving) return leaving(next, stopped)
  return { state: next, outputs: isFirst ? [...stopped, { _tag: "Ready" }] : stopped }
}

const leaving = (state: CallState, outputs: ReadonlyArray<CallOutput>): CallStep => ({
  state: { ...state, phase: "leaving", pending: undefined, isLeaving: true },
  outputs: [...outputs, { _tag: "SendBye" }]
})

/** A callee sends no BYE before the ACK (RFC 3261 section 15). */
const hangUp = (state: CallState): CallStep => {
  if (state.phase === "talking") return leaving(state, stopped)
  return { state: state.phase === "answered" ? { ...state, isLeaving: true } : state, outputs: [] }
}

const timePassed = (state: CallState, timer: CallTimer): CallStep => {
  const { pending } = state
  if (pending === undefined) return { state, outputs: [] }
  if (timer === "repeat") {
    const intervalMs = backedOff(pending.intervalMs)
    return {
      state: { ...state, pending: { ...pending, intervalMs } },
      outputs: [
        { _tag: "Repeat", response: pending.response },
        { _tag: "Start", timer: "repeat", ms: intervalMs }
      ]
    }
  }
  // The dialog exists, so the caller is asked to let go of it (RFC 3261 section 13.3.1.4).
  return {
    state: { ...state, phase: "ended", pending: undefined },
    outputs: [...stopped, { _tag: "SendBye" }, { _tag: "Ended", why: state.isLeaving ? "ours" : "unacknowledged" }]
  }
}
