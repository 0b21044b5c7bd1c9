/** Folds the events of a server into the state of a conversation. */
import type { Decoded, ProtocolIssue, ServerEvent, UnknownEvent } from "@antiphon/core"
import type { Session } from "@antiphon/core/shapes"
import { Base64 } from "@antiphon/audio"
import { bytesMs } from "./audioLength.ts"
import { isBetaName } from "./betaNames.ts"
import {
  addText,
  announce,
  endItem,
  showItem,
  showPart,
  showRetrieved,
  updateArguments,
  updateItem,
  updateItemPart,
  updateText
} from "./items.ts"
import { reduceMalformed } from "./malformed.ts"
import { bounded, notice, unfamiliar } from "./notices.ts"
import { beginResponse, endResponse, failResponse, ownItem, updateResponse, withId } from "./responses.ts"
import { responseFormat, updated } from "./settings.ts"
import type { SessionState } from "./SessionState.ts"
import { append, complete, fail } from "./textSlot.ts"
import { dropTurn, updateTurn } from "./turns.ts"
import { addTranscription } from "./Usage.ts"

/**
 * The state after one server event. Pure, never throws, and gives the same object back where nothing changed. It takes
 * any order that the protocol allows, e.g. a transcript before its item. A final status stays (protocol section 2).
 */
export const reduce = (state: SessionState, event: ServerEvent | UnknownEvent): SessionState => {
  switch (event.type) {
    case "session.created":
      return { ...state, session: event.session }
    case "session.updated":
      return configured(state, event.session)
    case "error":
      return notice(state, { _tag: "Refused", error: bounded(event.error) })

    case "input_audio_buffer.speech_started":
      // Without an id there is speech, but no turn to keep it under.
      return typeof event.item_id === "string"
        ? updateTurn(state, event.item_id, { status: "speaking", audioStartMs: event.audio_start_ms })
        : state
    case "input_audio_buffer.speech_stopped":
      return updateTurn(state, event.item_id, { status: "stopped", audioEndMs: event.audio_end_ms })
    case "input_audio_buffer.timeout_triggered":
      return updateTurn(state, event.item_id, {
        status: "stopped",
        audioStartMs: event.audio_start_ms,
        audioEndMs: event.audio_end_ms
      })
    case "input_audio_buffer.committed":
      return announce(updateTurn(state, event.item_id, { status: "committed" }), event.item_id, event.previous_item_id)
    case "input_audio_buffer.cleared":
      return dropTurn(state)

    case "conversation.item.created":
    case "conversation.item.added":
    case "conversation.item.done": {
      const item = withId(event.item)
      return item.id === undefined
        ? state
        : showItem(announce(state, item.id, event.previous_item_id), item, event.type === "conversation.item.done")
    }
    case "conversation.item.deleted":
      return updateItem(state, event.item_id, (item) => ({ ...item, deleted: true }))
    case "conversation.item.truncated":
      return updateItemPart(state, event.item_id, event.content_index, (part) => {
        const ms = event.audio_end_ms
        return typeof ms === "number"
          ? { ...part, truncatedAtMs: Math.max(0, Math.min(part.truncatedAtMs ?? Infinity, ms)) }
          : part
      })
    case "conversation.item.retrieved":
      return showRetrieved(state, event.item)

    case "conversation.item.input_audio_transcription.delta":
      return addText(state, event, event.delta ?? "", false)
    case "conversation.item.input_audio_transcription.completed": {
      const next = updateText(state, event.item_id, event.content_index ?? 0, (text) =>
        complete(text, event.transcript)
      )
      return next === state ? state : { ...next, usage: addTranscription(next.usage, event.usage) }
    }
    case "conversation.item.input_audio_transcription.failed":
      return updateText(state, event.item_id, event.content_index ?? 0, (text) => fail(text, event.error))

    case "response.created":
      return beginResponse(state, event.response)
    case "response.done":
      return endResponse(state, event.response)
    case "response.output_item.added":
    case "response.output_item.done": {
      const item = withId(event.item)
      return item.id === undefined
        ? state
        : showItem(
            ownItem(state, event.response_id, event.output_index ?? 0, item.id),
            item,
            event.type === "response.output_item.done"
          )
    }
    case "response.content_part.added":
    case "response.content_part.done":
      return updateItemPart(owned(state, event), event.item_id, event.content_index, (part) =>
        showPart(part, event.part ?? {})
      )
    case "response.output_text.delta":
    case "response.output_audio_transcript.delta":
      return addText(owned(state, event), event, event.delta, false)
    case "response.output_text.done":
      return addText(owned(state, event), event, event.text, true)
    case "response.output_audio_transcript.done":
      return addText(owned(state, event), event, event.transcript, true)
    case "response.output_audio.delta":
      return receiveAudio(state, event, Base64.byteLength(event.delta))

    case "response.function_call_arguments.delta":
    case "response.mcp_call_arguments.delta":
      return updateArguments(owned(state, event), event.item_id, (text) => append(text, event.delta))
    case "response.function_call_arguments.done":
    case "response.mcp_call_arguments.done":
      return updateArguments(owned(state, event), event.item_id, (text) => complete(text, event.arguments))
    case "response.mcp_call.completed":
    case "mcp_list_tools.completed":
      return endItem(state, event.item_id, "completed")
    case "response.mcp_call.failed":
    case "mcp_list_tools.failed":
      return endItem(state, event.item_id, "failed")

    case "output_audio_buffer.started":
      return updateResponse(state, event.response_id, (response) => ({
        ...response,
        playback: response.playback ?? "playing"
      }))
    case "output_audio_buffer.stopped":
      return updateResponse(state, event.response_id, (response) => ({ ...response, playback: "stopped" }))
    case "output_audio_buffer.cleared":
      return updateResponse(state, event.response_id, (response) => ({ ...response, playback: "cleared" }))
    case "rate_limits.updated":
      return { ...state, rateLimits: event.rate_limits }
    default:
      return isBetaName(event.type) ? mismatch(state, event.type) : state
  }
}

/**
 * As {@link reduce}, for what a connection delivers. A malformed event leaves a notice. If its type ends something that its
 * raw form names, that has failed.
 */
export const receive = (state: SessionState, decoded: Decoded<ServerEvent>): SessionState =>
  decoded._tag === "Malformed"
    ? reduceMalformed(state, decoded.error)
    : reduce(noticeIssues(state, decoded), decoded.event)

/** An event whose ornaments have an unfamiliar shape counts. A notice says what was left out. */
export const noticeIssues = (
  state: SessionState,
  {
    event,
    issues = []
  }: {
    readonly _tag: string
    readonly event?: { readonly type: string }
    readonly issues?: ReadonlyArray<ProtocolIssue>
  }
): SessionState => (event === undefined || issues.length === 0 ? state : notice(state, unfamiliar(event.type, issues)))

/**
 * Ends everything that is open, because the connection has ended. Responses and their items have failed, other items are
 * incomplete, and a turn that was not committed is dropped.
 */
export const disconnect = (state: SessionState): SessionState => {
  const responses = [...state.responses.values()].filter(({ status }) => status === "in_progress")
  const failed = responses.reduce<SessionState>((next, { id }) => failResponse(next, id), state)
  return [...failed.items.keys()].reduce<SessionState>((next, id) => endItem(next, id, "incomplete"), dropTurn(failed))
}

/** The place of audio in a response, as `response.output_audio.delta` says it. */
export interface AudioPlace {
  readonly response_id: string
  readonly output_index?: number | null
  readonly item_id: string
  readonly content_index: number
}

/**
 * The state after `bytes` of a part's audio, without the audio itself. Does what {@link reduce} does with
 * `response.output_audio.delta` events of the same length. A record that leaves the audio out is folded with it.
 */
export const receiveAudio = (state: SessionState, place: AudioPlace, bytes: number): SessionState =>
  updateItemPart(owned(state, place), place.item_id, place.content_index, (part) => ({
    ...part,
    audioMs: part.audioMs + bytesMs(responseFormat(state, place.response_id), bytes)
  }))

/** What every event within a response says of its place. */
interface InResponse {
  readonly response_id: string
  readonly output_index?: number | null
  readonly item_id: string
}

/** The settings are these from now on. A notice says which formats stay although the server does not show them. */
const configured = (state: SessionState, shown: Session): SessionState => {
  const { kept, session } = updated(state.session, shown)
  return kept.length === 0 ? { ...state, session } : notice({ ...state, session }, unfamiliar("session.updated", kept))
}

/** Enters the item in its response. Any event of the item may be the first that names it. */
const owned = (state: SessionState, { item_id, output_index, response_id }: InResponse): SessionState =>
  ownItem(state, response_id, output_index ?? 0, item_id)

/** Says once that the server speaks the beta. Its events change nothing else. */
const mismatch = (state: SessionState, type: string): SessionState =>
  state.mismatched
    ? state
    : notice(
        { ...state, mismatched: true },
        {
          _tag: "VocabularyMismatch",
          error: {
            message: `vocabulary mismatch: the server sent ${type}, an event of the beta; wrap the connection in adaptBeta of @antiphon/core/transport`
          }
        }
      )
