/**
 * Promises and async iterators over a realtime session, for those who do not write Effect. No `node:` import in browsers.
 */
export { connect, type ConnectOptions, type ConversationOptions, type TranscriptionOptions } from "./connect.ts"
export type { RealtimeSession } from "./RealtimeSession.ts"
export type { RealtimeItem, RealtimePart, RealtimeResponse, ResponseEnd } from "./RealtimeResponse.ts"
export { RealtimeError, type RealtimeErrorCode, type RealtimeErrorDetail } from "./RealtimeError.ts"
export type { Listener, On, ServerEventType } from "./listeners.ts"

// What commands take and give.
export type {
  ConversationItem,
  ResponseCreateParams,
  ServerEvent,
  Session as SessionConfig,
  SessionRequest,
  UnknownEvent
} from "@antiphon/core"
export type { Interruption, SessionState, Speaker } from "@antiphon/session"
