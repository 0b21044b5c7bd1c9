/**
 * Translation sessions (protocol section 2 (11)). Some of their events share a name with GA events and mean another
 * shape: a vocabulary of its own.
 */
export { ClientEvent } from "./ClientEvent.ts"
export { ServerEvent } from "./ServerEvent.ts"
export { session } from "./endpoint.ts"
export {
  NoiseReductionTranslation,
  SessionTranslation,
  SessionTranslationCreate,
  SessionTranslationUpdate,
  TranslationAudio,
  TranslationAudioInput,
  TranslationAudioOutput,
  TranslationTranscription
} from "./shapes.ts"
export {
  SessionClosed,
  SessionCreated,
  SessionInputTranscriptDelta,
  SessionOutputAudioDelta,
  SessionOutputTranscriptDelta,
  SessionUpdated
} from "./server.ts"
export { SessionClose, SessionInputAudioBufferAppend, SessionUpdate } from "./client.ts"
