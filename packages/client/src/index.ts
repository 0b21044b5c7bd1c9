/**
 * Promises and async iterators over a realtime session, for those who do not write Effect. No `node:` import in browsers.
 */
export {
  connect,
  type ConnectOptions,
  type ConversationOptions,
  type ReconnectOptions,
  type TranscriptionOptions
} from "./connect.ts"
export type { AddItemOptions, CommandOptions, RealtimeSession } from "./session/RealtimeSession.ts"
export type { RealtimeItem, RealtimePart, RealtimeResponse, ResponseEnd } from "./responses/RealtimeResponse.ts"
export { RealtimeError, type RealtimeErrorCode, type RealtimeErrorDetail } from "./RealtimeError.ts"
export type { Listener, On, Resumed, ServerEventType, SessionEvents } from "./session/makeListeners.ts"
export {
  type JsonSchema,
  type RealtimeTool,
  type RealtimeTools,
  type ToolContext,
  ToolError,
  type ToolSchemas
} from "./tools/RealtimeTool.ts"

// How to read what is known.
export {
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

// What commands take and give.
export type { ServerEvent, UnknownEvent } from "@antiphon/core"
export type {
  ConversationItem,
  McpApprovalRequestItem,
  ResponseCreateParams,
  Session as SessionConfig,
  SessionRequest
} from "@antiphon/core/shapes"
export type { Interruption, Lost, SessionState, Speaker } from "@antiphon/session"
