/** The schemas of the events that a server may send, in the order of the protocol. */
import {
  McpListToolsCompleted,
  McpListToolsFailed,
  McpListToolsInProgress,
  ResponseFunctionCallArgumentsDelta,
  ResponseMcpCallArgumentsDelta,
  ResponseMcpCallArgumentsDone,
  ResponseMcpCallCompleted,
  ResponseMcpCallFailed,
  ResponseMcpCallInProgress
} from "../events/server/Call.ts"
import {
  ConversationCreated,
  ConversationItemDeleted,
  ConversationItemTruncated
} from "../events/server/Conversation.ts"
import {
  InputAudioBufferCleared,
  InputAudioBufferCommitted,
  InputAudioBufferSpeechStarted,
  InputAudioBufferSpeechStopped,
  InputAudioBufferTimeoutTriggered
} from "../events/server/InputAudioBuffer.ts"
import {
  InputAudioTranscriptionCompleted,
  InputAudioTranscriptionDelta,
  InputAudioTranscriptionFailed,
  InputAudioTranscriptionSegment
} from "../events/server/InputTranscription.ts"
import {
  OutputAudioBufferCleared,
  OutputAudioBufferStarted,
  OutputAudioBufferStopped
} from "../events/server/OutputAudioBuffer.ts"
import { ResponseContentPartAdded, ResponseContentPartDone } from "../events/server/Response.ts"
import { ErrorEvent, RateLimitsUpdated } from "../events/server/Session.ts"
import { ConversationItemCreatedBeta, ConversationItemRetrievedBeta } from "./server/Conversation.ts"
import {
  ResponseAudioDelta,
  ResponseAudioDone,
  ResponseAudioTranscriptDelta,
  ResponseAudioTranscriptDone,
  ResponseTextDelta,
  ResponseTextDone
} from "./server/Output.ts"
import {
  ResponseCreatedBeta,
  ResponseDoneBeta,
  ResponseFunctionCallArgumentsDoneBeta,
  ResponseOutputItemAddedBeta,
  ResponseOutputItemDoneBeta
} from "./server/Response.ts"
import {
  SessionCreatedBeta,
  SessionUpdatedBeta,
  TranscriptionSessionCreated,
  TranscriptionSessionUpdated
} from "./server/Session.ts"

export const serverSchemas = [
  ConversationCreated,
  ConversationItemCreatedBeta,
  ConversationItemDeleted,
  InputAudioTranscriptionCompleted,
  InputAudioTranscriptionDelta,
  InputAudioTranscriptionFailed,
  ConversationItemRetrievedBeta,
  ConversationItemTruncated,
  ErrorEvent,
  InputAudioBufferCleared,
  InputAudioBufferCommitted,
  InputAudioBufferSpeechStarted,
  InputAudioBufferSpeechStopped,
  RateLimitsUpdated,
  ResponseAudioDelta,
  ResponseAudioDone,
  ResponseAudioTranscriptDelta,
  ResponseAudioTranscriptDone,
  ResponseContentPartAdded,
  ResponseContentPartDone,
  ResponseCreatedBeta,
  ResponseDoneBeta,
  ResponseFunctionCallArgumentsDelta,
  ResponseFunctionCallArgumentsDoneBeta,
  ResponseOutputItemAddedBeta,
  ResponseOutputItemDoneBeta,
  ResponseTextDelta,
  ResponseTextDone,
  SessionCreatedBeta,
  SessionUpdatedBeta,
  TranscriptionSessionUpdated,
  OutputAudioBufferStarted,
  OutputAudioBufferStopped,
  OutputAudioBufferCleared,
  InputAudioTranscriptionSegment,
  InputAudioBufferTimeoutTriggered,
  ResponseMcpCallArgumentsDelta,
  ResponseMcpCallArgumentsDone,
  ResponseMcpCallInProgress,
  ResponseMcpCallCompleted,
  ResponseMcpCallFailed,
  McpListToolsInProgress,
  McpListToolsCompleted,
  McpListToolsFailed,
  TranscriptionSessionCreated
] as const

export type ServerSchemas = (typeof serverSchemas)[number]
