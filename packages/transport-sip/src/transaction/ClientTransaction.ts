/**
 * The client's side of a transaction other than INVITE, as a pure machine (RFC 3261 section 17.1.2). It repeats the request
 * until an answer comes.
 */
import type { SipRequest, SipResponse } from "../message/SipMessage.ts"
import { backedOff, patience, t1, t2, t4, type TimerOutput } from "./timers.ts"

/** The timers of RFC 3261: E repeats, F gives up, K absorbs late answers. */
export type ClientTimer = "E" | "F" | "K"

export interface ClientTransaction {
  readonly request: SipRequest
  readonly isReliable: boolean
  readonly phase: "trying" | "proceeding" | "completed" | "ended"
  readonly intervalMs: number
}

export type ClientInput =
  | { readonly _tag: "Response"; readonly response: SipResponse }
  | { readonly _tag: "Timer"; readonly timer: ClientTimer }

export type ClientOutput =
  | { readonly _tag: "Send"; readonly request: SipRequest }
  | TimerOutput<ClientTimer>
  /** The final answer, or `undefined` if none came in time. */
  | { readonly _tag: "Answered"; readonly response: SipResponse | undefined }
  | { readonly _tag: "Done" }

export interface ClientStep {
  readonly state: ClientTransaction
  readonly outputs: ReadonlyArray<ClientOutput>
}

/** Sends a request. */
export const begin = (request: SipRequest, isReliable: boolean): ClientStep => ({
  state: { request, isReliable, phase: "trying", intervalMs: t1 },
  outputs: [
    { _tag: "Send", request },
    ...(isReliable ? [] : [{ _tag: "Start", timer: "E", ms: t1 } as const]),
    { _tag: "Start", timer: "F", ms: patience }
  ]
})

export const step = (state: ClientTransaction, input: ClientInput): ClientStep => {
  const isOpen = state.phase === "trying" || state.phase === "proceeding"
  if (input._tag === "Response") return isOpen ? answered(state, input.response) : { state, outputs: [] }
  switch (input.timer) {
    case "E": {
      if (!isOpen) return { state, outputs: [] }
      const intervalMs = state.phase === "trying" ? backedOff(state.intervalMs) : t2
      const again = { _tag: "Start", timer: "E", ms: intervalMs } as const
      return { state: { ...state, intervalMs }, outputs: [{ _tag: "Send", request: state.request }, again] }
    }
    case "F": {
      const outputs: ReadonlyArray<ClientOutput> = isOpen ? [{ _tag: "Answered", response: undefined }] : []
      return {
        state: { ...state, phase: "ended" },
        outputs: [...outputs, { _tag: "Stop", timer: "E" }, { _tag: "Done" }]
      }
    }
    case "K":
      return { state: { ...state, phase: "ended" }, outputs: [{ _tag: "Done" }] }
  }
}

const answered = (state: ClientTransaction, response: SipResponse): ClientStep => {
  if (response.status < 200) return { state: { ...state, phase: "proceeding" }, outputs: [] }
  const outputs: ReadonlyArray<ClientOutput> = [
    { _tag: "Stop", timer: "E" },
    { _tag: "Stop", timer: "F" },
    { _tag: "Answered", response }
  ]
  return state.isReliable
    ? { state: { ...state, phase: "ended" }, outputs: [...outputs, { _tag: "Done" }] }
    : { state: { ...state, phase: "completed" }, outputs: [...outputs, { _tag: "Start", timer: "K", ms: t4 }] }
}
