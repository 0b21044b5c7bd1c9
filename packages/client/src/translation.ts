/** Translation sessions: audio in, translated speech and both texts out. An entry of its own, which knows no conversation. */
export { connect, type TranslationOptions } from "./translation/connect.ts"
export type {
  TranslationConfig,
  TranslationEvents,
  TranslationSession,
  TranslationSettings
} from "./translation/TranslationSession.ts"
export type { CommandOptions } from "./session/RealtimeSession.ts"
export type { Listener, On } from "./session/makeListeners.ts"
export { RealtimeError, type RealtimeErrorCode, type RealtimeErrorDetail } from "./RealtimeError.ts"
