/**
 * Every GA event by its name. Each class is the schema and the type of one event. `ServerEvent` and `ClientEvent`, the
 * unions of them, are in `@antiphon/core`.
 */

// What a server sends.
export {
  McpListToolsCompleted,
  McpListToolsFailed,
  McpListToolsInProgress,
  ResponseFunctionCallArgumentsDelta,
  ResponseFunctionCallArgumentsDone,
  ResponseMcpCallArgumentsDelta,
  ResponseMcpCallArgumentsDone,
  ResponseMcpCallCompleted,
  ResponseMcpCallFailed,
  ResponseMcpCallInProgress
} from "./server/Call.ts"
export {
  ConversationCreated,
  ConversationItemAdded,
  ConversationItemCreated,
  ConversationItemDeleted,
  ConversationItemDone,
  ConversationItemRetrieved,
  ConversationItemTruncated
} from "./server/Conversation.ts"
export {
  InputAudioBufferCleared,
  InputAudioBufferCommitted,
  InputAudioBufferDtmfEventReceived,
  InputAudioBufferSpeechStarted,
  InputAudioBufferSpeechStopped,
  InputAudioBufferTimeoutTriggered
} from "./server/InputAudioBuffer.ts"
export {
  InputAudioTranscriptionCompleted,
  InputAudioTranscriptionDelta,
  InputAudioTranscriptionFailed,
  InputAudioTranscriptionSegment
} from "./server/InputTranscription.ts"
export {
  ResponseOutputAudioDelta,
  ResponseOutputAudioDone,
  ResponseOutputAudioTranscriptDelta,
  ResponseOutputAudioTranscriptDone,
  ResponseOutputTextDelta,
  ResponseOutputTextDone
} from "./server/Output.ts"
export {
  OutputAudioBufferCleared,
  OutputAudioBufferStarted,
  OutputAudioBufferStopped
} from "./server/OutputAudioBuffer.ts"
export {
  ResponseContentPartAdded,
  ResponseContentPartDone,
  ResponseCreated,
  ResponseDone,
  ResponseOutputItemAdded,
  ResponseOutputItemDone
} from "./server/Response.ts"
export { ErrorEvent, RateLimitsUpdated, SessionCreated, SessionUpdated } from "./server/Session.ts"

// What a client sends.
export {
  InputAudioBufferAppend,
  InputAudioBufferClear,
  InputAudioBufferCommit,
  OutputAudioBufferClear
} from "./client/AudioBuffer.ts"
export {
  ConversationItemCreate,
  ConversationItemDelete,
  ConversationItemRetrieve,
  ConversationItemTruncate
} from "./client/Conversation.ts"
export { ResponseCancel, ResponseCreate } from "./client/Response.ts"
export { SessionUpdate } from "./client/Session.ts"
