/**
 * The state of a realtime conversation, folded from the events of a server, and the session that keeps it.
 */

// The state and how to read it.
export { type AudioPlace, receive, receiveAudio, reduce } from "./state/reduce.ts"
export { disconnect } from "./state/reduce.ts"
export {
  activeResponse,
  type Call,
  callsInFlight,
  conversation,
  currentTurn,
  expiresAt,
  heardOf,
  isBetweenTurns,
  roleOf,
  textOf,
  transcript
} from "./state/selectors.ts"
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
} from "./state/SessionState.ts"
export { inputFormat, responseFormat } from "./state/settings.ts"
export { cost, type Prices, type Rates, type Tokens, type TokenUsage, total, type Usage } from "./state/Usage.ts"

// The session over a connection.
export { Session } from "./runtime/Session.ts"
export { openSession, reconnectingSession } from "./runtime/begin.ts"
export type { SessionOptions } from "./Session.ts"
export type { ReconnectingOptions } from "./runtime/options.ts"
export {
  Disconnected,
  isBenign,
  NoAnswer,
  RequestDropped,
  Refused,
  SessionError,
  type SessionErrorReason,
  InvalidCommand
} from "./SessionError.ts"
export type { Interruption } from "./Interruption.ts"
export type { Speaker } from "./Speaker.ts"
export type { Policy } from "./machine/ResponseArbiter.ts"
export { readArguments } from "./readArguments.ts"
export { type Tool, ToolFailure, type ToolOptions } from "./Tool.ts"

// A conversation that goes on elsewhere.
export { type ReplayOptions, type ReplayPlan, replayPlan } from "./machine/replayPlan.ts"
export type { Lost } from "./state/Lost.ts"
export type { PersistentMap } from "./state/PersistentMap.ts"

// For authors of other shells.
export { refusalIn } from "./state/malformed.ts"
export * as SessionMachine from "./machine/index.ts"
