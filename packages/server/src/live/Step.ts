/** Steps of the machine, and how they are joined. */
import type * as Live from "@antiphon/core/live"
import { quoted } from "../machine/Refusal.ts"
import type { LiveOutput, Sender } from "./Message.ts"
import type { LiveState } from "./State.ts"

/** The result of one step. */
export interface LiveStep {
  readonly state: LiveState
  readonly outputs: ReadonlyArray<LiveOutput>
}

/** The codes of `error` events. */
export type LiveRefusalCode =
  | "invalid_event"
  | "missing_required_parameter"
  | "unknown_parameter"
  | "invalid_value"
  | "session_not_started"
  | "session_already_started"
  | "session_not_found"
  | "fixture_already_playing"
  | "delegation_not_found"
  | "too_many_appends"
  | "server_error"

/** Why an event of a client is refused. */
export interface LiveRefusal {
  readonly code: LiveRefusalCode
  /** What is wrong, and what to do about it. */
  readonly message: string
  readonly param: string | null
}

/** Makes a refusal. */
export const refuse = (code: LiveRefusalCode, message: string, param: string | null = null): LiveRefusal => ({
  code,
  message,
  param
})

/** A step of some outputs. */
export const output = (state: LiveState, ...outputs: ReadonlyArray<LiveOutput>): LiveStep => ({ state, outputs })

/** Takes one step, and another from its state. */
export const andThen = (before: LiveStep, next: (state: LiveState) => LiveStep): LiveStep => {
  const after = next(before.state)
  return { state: after.state, outputs: [...before.outputs, ...after.outputs] }
}

/** Makes a fresh id. */
export const fresh = (state: LiveState, prefix: string): readonly [state: LiveState, id: string] => {
  const serial = state.serial + 1
  return [{ ...state, serial }, `${prefix}_${state.seed}${serial.toString(36).padStart(6, "0")}`]
}

type WithoutId<E> = E extends unknown ? Omit<E, "event_id"> : never

/** Sends an event with a fresh id. Defaults to every connection of the session. */
export const send = (
  before: LiveState,
  event: WithoutId<Live.ServerEvent>,
  to: Sender | "all" | "sidebands" = "all"
): LiveStep => {
  const [state, event_id] = fresh(before, "event")
  return output(state, { _tag: "Send", to, event: { ...event, event_id } })
}

/** Sends an `error` event to one connection. */
export const failure = (
  state: LiveState,
  { code, message, param }: LiveRefusal,
  to: Sender,
  client_event_id: string | null = null
): LiveStep => {
  const type = code === "server_error" ? "server_error" : "invalid_request_error"
  const error = { type, code, ...quoted({ message, param }), client_event_id }
  return send(state, { type: "error", client_event_id, error }, to)
}

/** A place in the session in ms, from samples. */
export const placeOf = (samples: number): number => Math.round(samples / 24)
