/**
 * Every event of the GA protocol that a server may send. They travel on conversation, transcription and sideband
 * connections.
 */
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
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"

type Members =
  | typeof SessionCreated
  | typeof SessionUpdated
  | typeof ErrorEvent
  | typeof ConversationCreated
  | typeof ConversationItemCreated
  | typeof ConversationItemAdded
  | typeof ConversationItemDone
  | typeof ConversationItemRetrieved
  | typeof ConversationItemDeleted
  | typeof ConversationItemTruncated
  | typeof InputAudioTranscriptionDelta
  | typeof InputAudioTranscriptionCompleted
  | typeof InputAudioTranscriptionSegment
  | typeof InputAudioTranscriptionFailed
  | typeof InputAudioBufferCommitted
  | typeof InputAudioBufferCleared
  | typeof InputAudioBufferSpeechStarted
  | typeof InputAudioBufferSpeechStopped
  | typeof InputAudioBufferTimeoutTriggered
  | typeof InputAudioBufferDtmfEventReceived
  | typeof OutputAudioBufferStarted
  | typeof OutputAudioBufferStopped
  | typeof OutputAudioBufferCleared
  | typeof ResponseCreated
  | typeof ResponseDone
  | typeof ResponseOutputItemAdded
  | typeof ResponseOutputItemDone
  | typeof ResponseContentPartAdded
  | typeof ResponseContentPartDone
  | typeof ResponseOutputTextDelta
  | typeof ResponseOutputTextDone
  | typeof ResponseOutputAudioTranscriptDelta
  | typeof ResponseOutputAudioTranscriptDone
  | typeof ResponseOutputAudioDelta
  | typeof ResponseOutputAudioDone
  | typeof ResponseFunctionCallArgumentsDelta
  | typeof ResponseFunctionCallArgumentsDone
  | typeof ResponseMcpCallArgumentsDelta
  | typeof ResponseMcpCallArgumentsDone
  | typeof ResponseMcpCallInProgress
  | typeof ResponseMcpCallCompleted
  | typeof ResponseMcpCallFailed
  | typeof McpListToolsInProgress
  | typeof McpListToolsCompleted
  | typeof McpListToolsFailed
  | typeof RateLimitsUpdated

/**
 * Decodes, matches, makes, validates and encodes the events of a server.
 *
 * @example
 * ```ts
 * const decoded = ServerEvent.decode(frame)
 * if (decoded._tag === "Known" && decoded.event.type === "response.output_text.delta") console.log(decoded.event.delta)
 * ```
 */
export const ServerEvent: Vocabulary<Members> = makeVocabulary<Members>("ServerEvent", [
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
])

/** Any event that a server sends. */
export type ServerEvent = Members["Type"]
