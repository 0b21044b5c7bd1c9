/**
 * The state of a realtime conversation, folded from the events of a server, and the session that keeps it.
 */

// For everyone: the state and how to read it.
export { disconnect, receive, reduce } from "./reduce.ts"
export {
  activeResponse,
  type Call,
  callOf,
  callsInFlight,
  conversation,
  currentTurn,
  expiresAt,
  heardOf,
  isBetweenTurns,
  roleOf,
  textOf,
  transcript
} from "./select.ts"
export {
  initial,
  type ItemState,
  type Notice,
  type PartState,
  type ResponseState,
  type SessionState,
  type Status,
  type TextSlot,
  type Turn
} from "./State.ts"
export { cost, type Prices, type Rates, type Tokens, type TokenUsage, total, type Usage } from "./Usage.ts"

// For everyone: the session over a connection.
export { Session, type SessionOptions } from "./Session.ts"
export type { LastingOptions } from "./lasting.ts"
export {
  Disconnected,
  isBenign,
  NoAnswer,
  NotAsked,
  Refused,
  SessionError,
  type SessionErrorReason,
  Unfit
} from "./SessionError.ts"
export type { Interruption } from "./Interruptions.ts"
export type { Speaker } from "./Playback.ts"
export type { Policy } from "./Arbiter.ts"
export { type Tool, ToolFailure, type ToolOptions } from "./ToolRunner.ts"

export { type Lost, type ReplayOptions, type ReplayPlan, replayPlan } from "./replayPlan.ts"

// For authors of other shells.
export { Arbiter, type ArbiterInput, type ArbiterOutput, type ArbiterStep, type Settlement } from "./Arbiter.ts"
export { noOrder, type Order } from "./order.ts"
export { Table } from "./Table.ts"
