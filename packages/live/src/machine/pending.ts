/** The commands that wait for an answer. */
import * as Result from "effect/Result"
import type { ProtocolError } from "@antiphon/core"
import type * as Live from "@antiphon/core/live"
import { refusalIn } from "@antiphon/session"
import { Disconnected, type LiveErrorReason, NoAnswer, Refused } from "../LiveError.ts"
import type { LiveOutput } from "./Message.ts"
import { notice } from "./notices.ts"
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

/** Fails the command that the server refused. A refusal of something else is a notice. */
export const refuse = (state: LiveState, { client_event_id, error }: Refusal): LiveStep => {
  // Servers that speak Realtime too name the event as they do there.
  const realtimeId: unknown = Object.getOwnPropertyDescriptor(error, "event_id")?.value
  const ids = [client_event_id, error.client_event_id, realtimeId]
  const named = ids.find((id): id is string => typeof id === "string" && state.pending.has(id))
  // Until the session starts, an error that names nothing of this client can only be about the start.
  const refused = named ?? (state.phase === "starting" ? [...state.pending.keys()][0] : undefined)
  return refused === undefined
    ? quiet(notice(state, "refused", error.message))
    : settle(state, refused, Result.fail(new Refused({ error })))
}

type Refusal = Pick<Live.ErrorEvent, "error" | "client_event_id">

/** Takes a frame that is no event as the refusal that it stands for, or returns `undefined`. */
export const refuseMalformed = (state: LiveState, error: ProtocolError): LiveStep | undefined => {
  const { code, event_id, message } = refusalIn(error) ?? {}
  if (message === undefined) return undefined
  return refuse(state, {
    client_event_id: idIn(error),
    error: { code: code ?? null, message, client_event_id: event_id ?? null }
  })
}

/** The id beside an error that cannot be read. The frame of a known type has passed the parser. */
const idIn = ({ raw, reason }: ProtocolError): string | null => {
  const event: unknown = reason === "Invalid" && typeof raw === "string" ? JSON.parse(raw) : undefined
  const id: unknown = Object.getOwnPropertyDescriptor(Object(event), "client_event_id")?.value
  return typeof id === "string" ? id : null
}

/** Fails the commands whose deadline has passed. */
export const expire = (state: LiveState, now: number): LiveStep => {
  const late = [...state.pending].filter(([, { deadline }]) => deadline <= now)
  const left = late.reduce((each, [id]) => forget(each, id), state)
  const outputs = late.map(([id, { command, waitMs }]): LiveOutput =>
    failed(id, new NoAnswer({ afterMs: waitMs, ...(command === "start" && { before: state.before }) }))
  )
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
