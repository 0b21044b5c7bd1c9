/** What translation events are made of. Each class is the schema and the type. */
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
