/**
 * The server events of the beta protocol (protocol section 0). First stand the 34 events of the first version, then
 * those that later beta servers added. If an event is the same in GA, it is the GA class.
 */
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
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"

type Members =
  | typeof ConversationCreated
  | typeof ConversationItemCreatedBeta
  | typeof ConversationItemDeleted
  | typeof InputAudioTranscriptionCompleted
  | typeof InputAudioTranscriptionDelta
  | typeof InputAudioTranscriptionFailed
  | typeof ConversationItemRetrievedBeta
  | typeof ConversationItemTruncated
  | typeof ErrorEvent
  | typeof InputAudioBufferCleared
  | typeof InputAudioBufferCommitted
  | typeof InputAudioBufferSpeechStarted
  | typeof InputAudioBufferSpeechStopped
  | typeof RateLimitsUpdated
  | typeof ResponseAudioDelta
  | typeof ResponseAudioDone
  | typeof ResponseAudioTranscriptDelta
  | typeof ResponseAudioTranscriptDone
  | typeof ResponseContentPartAdded
  | typeof ResponseContentPartDone
  | typeof ResponseCreatedBeta
  | typeof ResponseDoneBeta
  | typeof ResponseFunctionCallArgumentsDelta
  | typeof ResponseFunctionCallArgumentsDoneBeta
  | typeof ResponseOutputItemAddedBeta
  | typeof ResponseOutputItemDoneBeta
  | typeof ResponseTextDelta
  | typeof ResponseTextDone
  | typeof SessionCreatedBeta
  | typeof SessionUpdatedBeta
  | typeof TranscriptionSessionUpdated
  | typeof OutputAudioBufferStarted
  | typeof OutputAudioBufferStopped
  | typeof OutputAudioBufferCleared
  | typeof InputAudioTranscriptionSegment
  | typeof InputAudioBufferTimeoutTriggered
  | typeof ResponseMcpCallArgumentsDelta
  | typeof ResponseMcpCallArgumentsDone
  | typeof ResponseMcpCallInProgress
  | typeof ResponseMcpCallCompleted
  | typeof ResponseMcpCallFailed
  | typeof McpListToolsInProgress
  | typeof McpListToolsCompleted
  | typeof McpListToolsFailed
  | typeof TranscriptionSessionCreated

const seedTypes = [
  "conversation.created",
  "conversation.item.created",
  "conversation.item.deleted",
  "conversation.item.input_audio_transcription.completed",
  "conversation.item.input_audio_transcription.delta",
  "conversation.item.input_audio_transcription.failed",
  "conversation.item.retrieved",
  "conversation.item.truncated",
  "error",
  "input_audio_buffer.cleared",
  "input_audio_buffer.committed",
  "input_audio_buffer.speech_started",
  "input_audio_buffer.speech_stopped",
  "rate_limits.updated",
  "response.audio.delta",
  "response.audio.done",
  "response.audio_transcript.delta",
  "response.audio_transcript.done",
  "response.content_part.added",
  "response.content_part.done",
  "response.created",
  "response.done",
  "response.function_call_arguments.delta",
  "response.function_call_arguments.done",
  "response.output_item.added",
  "response.output_item.done",
  "response.text.delta",
  "response.text.done",
  "session.created",
  "session.updated",
  "transcription_session.updated",
  "output_audio_buffer.started",
  "output_audio_buffer.stopped",
  "output_audio_buffer.cleared"
] as const satisfies ReadonlyArray<ServerEvent["type"]>

/** What a beta server says. Decode, match, make, validate and encode its events. */
export const ServerEvent: Vocabulary<Members> & {
  /** The literals of the 34 events that the vocabulary began with, in their first order. */
  readonly seedTypes: typeof seedTypes
} = {
  ...makeVocabulary<Members>("Beta.ServerEvent", [
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
  ]),
  seedTypes
}

/** Any event of a beta server. */
export type ServerEvent = Members["Type"]
