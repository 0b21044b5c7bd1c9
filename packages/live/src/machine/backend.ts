/**
 * The calls of a Responses model. They are read from the wrapped stream. Each output is sent as its call ends, and one
 * `response.create` follows when the response is over and no call is open.
 */
import type * as Live from "@antiphon/core/live"
import type { Call } from "@antiphon/session"
import type { LiveOutput } from "./Message.ts"
import { notice } from "./notices.ts"
import type { BackendWork, LiveState } from "./State.ts"
import { type LiveStep, quiet } from "./Step.ts"

/** The delegations and the calls of each that are followed at once. More are left to the server. */
const maxFollowed = 64

const none: BackendWork = { calls: new Map(), isOver: false }

/** Follows a wrapped event. */
export const follow = (state: LiveState, { delegation_id, event }: Live.ResponseEvent): LiveStep => {
  const key = delegation_id ?? ""
  switch (event["type"]) {
    case "response.output_item.done":
      return called(state, key, event["item"])
    case "response.completed":
    case "response.incomplete": {
      // Servers that do not stream the items list them at the end.
      const listed = fieldOf(event["response"], "output")
      const begun = (Array.isArray(listed) ? listed : []).reduce<LiveStep>(({ outputs, state: before }, item) => {
        const next = called(before, key, item)
        return { state: next.state, outputs: [...outputs, ...next.outputs] }
      }, quiet(state))
      const work = begun.state.work.get(key)
      return work === undefined ? begun : goOn(put(begun.state, key, { ...work, isOver: true }), key, begun.outputs)
    }
    case "response.failed":
      return quiet(without(state, key))
    default:
      return quiet(state)
  }
}

/** Runs a call once. One that is too many is answered too, because the model waits for it. */
const called = (state: LiveState, key: string, item: unknown): LiveStep => {
  const call = callOf(item)
  const work = state.work.get(key) ?? none
  if (call === undefined) return quiet(isCall(item) ? notice(state, "call", nameless) : state)
  if (work.calls.has(call.callId) || state.finished.has(finishedKey(key, call.callId))) return quiet(state)
  if (work.calls.size >= maxFollowed || (!state.work.has(key) && state.work.size >= maxFollowed)) {
    const next = finish(notice(state, "call", `${call.name} was not run: ${tooMany}`), key, [call.callId])
    return {
      state: next,
      outputs: [outputOf(call.callId, JSON.stringify({ error: { code: "busy", message: tooMany } }))]
    }
  }
  const calls = new Map(work.calls).set(call.callId, false)
  return { state: put(state, key, { ...work, calls }), outputs: [{ _tag: "Call", delegationId: key, call }] }
}

const tooMany = `More than ${maxFollowed} calls are open. Call again later.`
const nameless = "The model called a function without a name or an id, so nothing was run."

/** How many calls of work that is over are remembered. */
const mostFinished = 256

const finishedKey = (key: string, callId: string): string => JSON.stringify([key, callId])

const finish = (state: LiveState, key: string, callIds: Iterable<string>): LiveState => {
  const all = [...state.finished, ...[...callIds].map((callId) => finishedKey(key, callId))]
  return { ...state, finished: new Set(all.slice(-mostFinished)) }
}

const outputOf = (callId: string, output: string): LiveOutput => {
  const item: Live.BackendItem & Readonly<Record<string, string>> = {
    type: "function_call_output",
    call_id: callId,
    output
  }
  return { _tag: "Send", event: { type: "response.item.create", item } }
}

/** Sends the output of a call. */
export const answerCall = (state: LiveState, key: string, callId: string, output: string): LiveStep => {
  const work = state.work.get(key)
  if (work?.calls.get(callId) !== false || state.phase !== "open") return quiet(state)
  return goOn(put(state, key, { ...work, calls: new Map(work.calls).set(callId, true) }), key, [
    outputOf(callId, output)
  ])
}

/** Lets the model go on if everything that it waits for was sent. */
const goOn = (state: LiveState, key: string, outputs: ReadonlyArray<LiveOutput>): LiveStep => {
  const work = state.work.get(key) ?? none
  if (!work.isOver || [...work.calls.values()].includes(false)) return { state, outputs }
  const over = finish(without(state, key), key, work.calls.keys())
  return { state: over, outputs: [...outputs, { _tag: "Send", event: { type: "response.create" } }] }
}

const put = (state: LiveState, key: string, work: BackendWork): LiveState => ({
  ...state,
  work: new Map(state.work).set(key, work)
})

const without = (state: LiveState, key: string): LiveState => ({
  ...state,
  work: new Map([...state.work].filter(([each]) => each !== key))
})

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined)

const isCall = (item: unknown): boolean => fieldOf(item, "type") === "function_call"

/** A call that has only one of item id and call id is known by that. */
const callOf = (item: unknown): Call | undefined => {
  const id = textOf(fieldOf(item, "id"))
  const callId = textOf(fieldOf(item, "call_id")) ?? id
  const name = textOf(fieldOf(item, "name"))
  if (!isCall(item) || callId === undefined || name === undefined) return undefined
  return { itemId: id ?? callId, callId, name, arguments: argumentsOf(fieldOf(item, "arguments")) }
}

/** Some servers write the arguments as an object. Absent and empty ones are those of a function that takes nothing. */
const argumentsOf = (json: unknown): string => {
  if (typeof json === "object" && json !== null) return JSON.stringify(json)
  const text = typeof json === "string" ? json.trim() : ""
  return text === "" || text === "null" ? "{}" : text
}
