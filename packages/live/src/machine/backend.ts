/**
 * The calls of a Responses model. They are read from the wrapped stream. Each output is sent as its call ends, and one
 * `response.create` follows when the response is over and no call is open.
 */
import type * as Live from "@antiphon/core/live"
import type { LiveOutput } from "./Message.ts"
import type { BackendWork, LiveState } from "./State.ts"
import { type LiveStep, quiet } from "./Step.ts"

/** The delegations and the calls of each that are followed at once. More are left to the server. */
const maxFollowed = 64

const none: BackendWork = { calls: new Map(), isOver: false }

/** Follows a wrapped event. */
export const follow = (state: LiveState, { delegation_id, event }: Live.ResponseEvent): LiveStep => {
  const key = delegation_id ?? ""
  const work = state.work.get(key) ?? none
  switch (event.type) {
    case "response.output_item.done": {
      const call = callOf(event.item)
      const isFull = work.calls.size >= maxFollowed || (!state.work.has(key) && state.work.size >= maxFollowed)
      if (call === undefined || work.calls.has(call.callId) || isFull) return quiet(state)
      const calls = new Map(work.calls).set(call.callId, false)
      return { state: put(state, key, { ...work, calls }), outputs: [{ _tag: "Call", delegationId: key, call }] }
    }
    case "response.completed":
    case "response.incomplete":
      return state.work.has(key) ? goOn(put(state, key, { ...work, isOver: true }), key, []) : quiet(state)
    case "response.failed":
      return quiet(without(state, key))
    default:
      return quiet(state)
  }
}

/** Sends the output of a call. */
export const answerCall = (state: LiveState, key: string, callId: string, output: string): LiveStep => {
  const work = state.work.get(key)
  if (work?.calls.get(callId) !== false || state.phase !== "open") return quiet(state)
  const item: Live.BackendItem & Readonly<Record<string, string>> = {
    type: "function_call_output",
    call_id: callId,
    output
  }
  const sent: LiveOutput = { _tag: "Send", event: { type: "response.item.create", item } }
  return goOn(put(state, key, { ...work, calls: new Map(work.calls).set(callId, true) }), key, [sent])
}

/** Lets the model go on if everything that it waits for was sent. */
const goOn = (state: LiveState, key: string, outputs: ReadonlyArray<LiveOutput>): LiveStep => {
  const work = state.work.get(key) ?? none
  if (!work.isOver || [...work.calls.values()].includes(false)) return { state, outputs }
  return { state: without(state, key), outputs: [...outputs, { _tag: "Send", event: { type: "response.create" } }] }
}

const put = (state: LiveState, key: string, work: BackendWork): LiveState => ({
  ...state,
  work: new Map(state.work).set(key, work)
})

const without = (state: LiveState, key: string): LiveState => ({
  ...state,
  work: new Map([...state.work].filter(([each]) => each !== key))
})

const callOf = (item: unknown) => {
  if (typeof item !== "object" || item === null) return undefined
  const { type, call_id: callId, name, arguments: json, id } = item as Readonly<Record<string, unknown>>
  if (type !== "function_call" || typeof callId !== "string" || typeof name !== "string") return undefined
  return {
    itemId: typeof id === "string" ? id : callId,
    callId,
    name,
    arguments: typeof json === "string" ? json : "{}"
  }
}
