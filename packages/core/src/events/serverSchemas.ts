/** The schemas of the events that a server may send, in the order of the protocol. */
import {
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
import {
  ConversationCreated,
  ConversationItemAdded,
  ConversationItemCreated,
  ConversationItemDeleted,
  ConversationItemDone,
  ConversationItemRetrieved,
  ConversationItemTruncated
} from "./server/Conversation.ts"
import {
  InputAudioBufferCleared,
  InputAudioBufferCommitted,
  InputAudioBufferDtmfEventReceived,
  InputAudioBufferSpeechStarted,
  InputAudioBufferSpeechStopped,
  InputAudioBufferTimeoutTriggered
} from "./server/InputAudioBuffer.ts"
import {
  InputAudioTranscriptionCompleted,
  InputAudioTranscriptionDelta,
  InputAudioTranscriptionFailed,
  InputAudioTranscriptionSegment
} from "./server/InputTranscription.ts"
import {
  ResponseOutputAudioDelta,
  ResponseOutputAudioDone,
  ResponseOutputAudioTranscriptDelta,
  ResponseOutputAudioTranscriptDone,
  ResponseOutputTextDelta,
  ResponseOutputTextDone
} from "./server/Output.ts"
import {
  OutputAudioBufferCleared,
  OutputAudioBufferStarted,
  OutputAudioBufferStopped
} from "./server/OutputAudioBuffer.ts"
import {
  ResponseContentPartAdded,
  ResponseContentPartDone,
  ResponseCreated,
  ResponseDone,
  ResponseOutputItemAdded,
  ResponseOutputItemDone
} from "./server/Response.ts"
import { ErrorEvent, RateLimitsUpdated, SessionCreated, SessionUpdated } from "./server/Session.ts"

export const serverSchemas = [
  SessionCreated,
  SessionUpdated,
  ErrorEvent,
  ConversationCreated,
  ConversationItemCreated,
  ConversationItemAdded,
  ConversationItemDone,
  ConversationItemRetrieved,
  ConversationItemDeleted,
  ConversationItemTruncated,
  InputAudioTranscriptionDelta,
  InputAudioTranscriptionCompleted,
  InputAudioTranscriptionSegment,
  InputAudioTranscriptionFailed,
  InputAudioBufferCommitted,
  InputAudioBufferCleared,
  InputAudioBufferSpeechStarted,
  InputAudioBufferSpeechStopped,
  InputAudioBufferTimeoutTriggered,
  InputAudioBufferDtmfEventReceived,
  OutputAudioBufferStarted,
  OutputAudioBufferStopped,
  OutputAudioBufferCleared,
  ResponseCreated,
  ResponseDone,
  ResponseOutputItemAdded,
  ResponseOutputItemDone,
  ResponseContentPartAdded,
  ResponseContentPartDone,
  ResponseOutputTextDelta,
  ResponseOutputTextDone,
  ResponseOutputAudioTranscriptDelta,
  ResponseOutputAudioTranscriptDone,
  ResponseOutputAudioDelta,
  ResponseOutputAudioDone,
  ResponseFunctionCallArgumentsDelta,
  ResponseFunctionCallArgumentsDone,
  ResponseMcpCallArgumentsDelta,
  ResponseMcpCallArgumentsDone,
  ResponseMcpCallInProgress,
  ResponseMcpCallCompleted,
  ResponseMcpCallFailed,
  McpListToolsInProgress,
  McpListToolsCompleted,
  McpListToolsFailed,
  RateLimitsUpdated
] as const

export type ServerSchemas = (typeof serverSchemas)[number]
