/** What beta events are made of, where GA differs. Each class is the schema and the type. */
export {
  AudioFormatLegacy,
  AudioTranscriptionBeta,
  NamedVoiceBeta,
  NoiseReductionBeta,
  TurnDetectionBeta,
  TurnDetectionTranscriptionEcho,
  VoiceBeta
} from "./shapes/Audio.ts"
export {
  AssistantContentBeta,
  AudioPartBeta,
  ItemReferencePartBeta,
  TextPartBeta,
  UnlistedAssistantPartBeta,
  UnlistedUserPartBeta,
  UserContentBeta
} from "./shapes/Content.ts"
export {
  AssistantMessageItemBeta,
  ConversationItemBeta,
  ConversationItemWithReferenceBeta,
  UserMessageItemBeta
} from "./shapes/Item.ts"
export { ResponseBeta, ResponseCreateParamsBeta } from "./shapes/Response.ts"
export {
  ClientSecretBeta,
  ClientSecretRequestBeta,
  SessionBeta,
  SessionBetaUpdate,
  TranscriptionClientSecretRequestBeta,
  TranscriptionSessionBeta,
  TranscriptionSessionBetaUpdate
} from "./shapes/Session.ts"
export { ToolBeta, ToolChoiceBeta, UnlistedToolBeta, UnlistedToolChoiceBeta } from "./shapes/Tool.ts"
export { ConversationItemCreateBeta, ResponseCreateBeta } from "./client/Conversation.ts"
export { SessionUpdateBeta, TranscriptionSessionUpdate } from "./client/Session.ts"
export { ConversationItemCreatedBeta, ConversationItemRetrievedBeta } from "./server/Conversation.ts"
export {
  ResponseAudioDelta,
  ResponseAudioDone,
  ResponseAudioTranscriptDelta,
  ResponseAudioTranscriptDone,
  ResponseTextDelta,
  ResponseTextDone
} from "./server/Output.ts"
export {
  ResponseCreatedBeta,
  ResponseDoneBeta,
  ResponseFunctionCallArgumentsDoneBeta,
  ResponseOutputItemAddedBeta,
  ResponseOutputItemDoneBeta
} from "./server/Response.ts"
export {
  SessionCreatedBeta,
  SessionUpdatedBeta,
  TranscriptionSessionCreated,
  TranscriptionSessionUpdated
} from "./server/Session.ts"
