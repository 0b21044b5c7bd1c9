/** Promises and async iterators over a realtime session. Uses no `node:` import in browsers. */
export { connect } from "./connect.ts"
export type {
  ConnectOptions,
  ConversationOptions,
  ReconnectOptions,
  SidebandOptions,
  TranscriptionOptions
} from "./opening/ConnectOptions.ts"
export type { AddItemOptions, CommandOptions, RealtimeSession } from "./session/RealtimeSession.ts"
export type { RealtimeItem, RealtimePart, RealtimeResponse, ResponseEnd } from "./responses/RealtimeResponse.ts"
export type { AnyEvent, EventListener } from "./session/EventListener.ts"
export type { SessionSettings } from "./session/SessionSettings.ts"
export type { Reading } from "./responses/Reading.ts"
export type { TurnLatency } from "./session/makeLatency.ts"
export type { Transcript } from "./session/makeTranscripts.ts"
export { RealtimeError, type RealtimeErrorCode, type RealtimeErrorDetail } from "./RealtimeError.ts"
export type { Listener, On, Reconnecting, Resumed, ServerEventType, SessionEvents } from "./session/makeListeners.ts"
export {
  type JsonSchema,
  type RealtimeTool,
  type RealtimeTools,
  type ToolContext,
  ToolError,
  type ToolSchemas
} from "./tools/RealtimeTool.ts"

// Samples and files of them.
export { Pcm16, Wav } from "@antiphon/audio"

// Selectors of the state.
export {
  activeResponse,
  callsInFlight,
  conversation,
  cost,
  currentTurn,
  expiresAt,
  heardOf,
  type Prices,
  type Rates,
  textOf,
  total,
  transcript,
  type Usage
} from "@antiphon/session"

// Types of what commands take and return.
export type { ServerEvent, UnknownEvent } from "@antiphon/core"
export type {
  ConversationItem,
  McpApprovalRequestItem,
  ResponseCreateParams,
  Session as SessionConfig,
  SessionRequest
} from "@antiphon/core/shapes"
export type { Interruption, Lost, SessionState, Speaker } from "@antiphon/session"
