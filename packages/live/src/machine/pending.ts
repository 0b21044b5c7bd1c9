/** The commands that wait for an answer. */
import * as Result from "effect/Result"
import type * as Live from "@antiphon/core/live"
import { Disconnected, type LiveErrorReason, NoAnswer, Refused } from "../LiveError.ts"
import type { LiveOutput } from "./Message.ts"
import type { LiveState, Pending } from "./State.ts"
import { type LiveStep, quiet } from "./Step.ts"

/** Settles a command and forgets it. */
export const settle = (
  state: LiveState,
  id: string,
  result: Extract<LiveOutput, { readonly _tag: "Settle" }>["result"]
): LiveStep =>
  state.pending.has(id) ? { state: forget(state, id), outputs: [{ _tag: "Settle", id, result }] } : quiet(state)

/** Forgets a command, whose answer has no effect then. */
export const forget = (state: LiveState, id: string): LiveState => ({
  ...state,
  pending: new Map([...state.pending].filter(([each]) => each !== id))
})

/** Adds a command, and wakes at its deadline. */
export const expect = (state: LiveState, id: string, pending: Pending): LiveStep => ({
  state: { ...state, pending: new Map(state.pending).set(id, pending) },
  outputs: [wakeOf({ ...state, pending: new Map(state.pending).set(id, pending) })].flat()
})

/** Settles the command that an event answers. An answer without an id settles the oldest command that it can answer. */
export const answer = (state: LiveState, event: Live.ServerEvent): LiveStep => {
  const named = "client_event_id" in event ? event.client_event_id : undefined
  const id = named ?? [...state.pending].find(([, { answeredBy }]) => answeredBy === event.type)?.[0]
  return id === undefined || state.pending.get(id)?.answeredBy !== event.type
    ? quiet(state)
    : settle(state, id, Result.succeed(event))
}

/** Fails the command that the server refused. */
export const refuse = (state: LiveState, event: Live.ErrorEvent): LiveStep => {
  const id = event.client_event_id ?? event.error.client_event_id
  // Until the session starts, an error without an id can only be about the start.
  const start = state.phase === "starting" ? [...state.pending.keys()][0] : undefined
  const refused = id ?? start
  return refused === undefined ? quiet(state) : settle(state, refused, Result.fail(new Refused({ error: event.error })))
}

/** Fails the commands whose deadline has passed. */
export const expire = (state: LiveState, now: number): LiveStep => {
  const late = [...state.pending].filter(([, { deadline }]) => deadline <= now)
  const left = late.reduce((each, [id]) => forget(each, id), state)
  const outputs = late.map(([id, { waitMs }]): LiveOutput => failed(id, new NoAnswer({ afterMs: waitMs })))
  return { state: left, outputs: [...outputs, ...wakeOf(left)] }
}

/** Fails all commands, because the connection ended. */
export const failAll = (state: LiveState, error: Disconnected["error"]): LiveStep => ({
  state: { ...state, pending: new Map() },
  outputs: [...state.pending.keys()].map((id) => failed(id, new Disconnected({ error })))
})

const failed = (id: string, reason: LiveErrorReason): LiveOutput => ({
  _tag: "Settle",
  id,
  result: Result.fail(reason)
})

/** Wakes at the first deadline, if there is one. */
export const wakeOf = ({ closeBy, pending }: LiveState): ReadonlyArray<LiveOutput> => {
  const deadlines = [
    ...[...pending.values()].map(({ deadline }) => deadline),
    ...(closeBy === undefined ? [] : [closeBy])
  ]
  return deadlines.length === 0 ? [] : [{ _tag: "Wake", at: Math.min(...deadlines) }]
}
