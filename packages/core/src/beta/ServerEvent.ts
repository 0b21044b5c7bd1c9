/**
 * The server events of the beta protocol (protocol section 0). First stand the 34 events of the first version, then
 * those that later beta servers added. If an event is the same in GA, it is the GA class.
 */
import { betaServerEvent } from "../tables/betaServerEvent.ts"
import { makeVocabulary } from "../wire/makeVocabulary.ts"
import { parseTable } from "../wire/parseTable.ts"
import type { Vocabulary } from "../wire/Vocabulary.ts"
import type { ServerSchemas } from "./serverSchemas.ts"

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
export const ServerEvent: Vocabulary<ServerSchemas> & {
  /** The literals of the 34 events that the vocabulary began with, in their first order. */
  readonly seedTypes: typeof seedTypes
} = {
  ...makeVocabulary("Beta.ServerEvent", parseTable(betaServerEvent)),
  seedTypes
}

/** Any event of a beta server. */
export type ServerEvent = ServerSchemas["Type"]
