/**
 * Translation sessions. They take audio and return translated speech and both texts. Conversations are not part of this
 * entry point.
 */
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
