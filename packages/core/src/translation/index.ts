/**
 * Translation sessions (protocol section 2 (11)). They have vocabularies of their own, because some of their events
 * share a name with GA events and differ in shape.
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
