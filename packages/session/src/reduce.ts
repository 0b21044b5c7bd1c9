import type { Decoded, ServerEvent, UnknownEvent } from "@antiphon/core"
import { announce, showItem, showPart, updateItem, updateItemPart, updateText } from "./items.ts"
import { beginResponse, endResponse, ownItem } from "./responses.ts"
import type { Notice, SessionState } from "./State.ts"
import { append, complete, fail } from "./text.ts"
import { updateTurn } from "./turns.ts"

/**
 * The state after one server event. Pure, never throws, and gives the same object back where nothing changed. It bears any
 * order that the protocol allows: a transcript before its item, a commit before the item's addition. A status that is final
 * stays (protocol section 2).
 */
export const reduce = (state: SessionState, event: ServerEvent | UnknownEvent): SessionState => {
  switch (event.type) {
    case "session.created":
    case "session.updated":
      return { ...state, session: event.session }
    case "error":
      return notice(state, { _tag: "Refused", error: event.error })

    case "input_audio_buffer.speech_started":
      return updateTurn(state, event.item_id, { status: "speaking", audioStartMs: event.audio_start_ms })
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

    case "conversation.item.created":
    case "conversation.item.added":
    case "conversation.item.done":
      return event.item.id === undefined
        ? state
        : showItem(
            announce(state, event.item.id, event.previous_item_id),
            event.item,
            event.type === "conversation.item.done"
          )
    case "conversation.item.deleted":
      return updateItem(state, event.item_id, (item) => ({ ...item, deleted: true }))
    case "conversation.item.truncated":
      return updateItemPart(state, event.item_id, event.content_index, (part) => ({
        ...part,
        truncatedAtMs: event.audio_end_ms
      }))

    case "conversation.item.input_audio_transcription.delta":
      return updateText(state, event.item_id, event.content_index ?? 0, (text) => append(text, event.delta ?? ""))
    case "conversation.item.input_audio_transcription.completed":
      return updateText(state, event.item_id, event.content_index, (text) => complete(text, event.transcript))
    case "conversation.item.input_audio_transcription.failed":
      return updateText(state, event.item_id, event.content_index, (text) => fail(text, event.error))

    case "response.created":
      return beginResponse(state, event.response)
    case "response.done":
      return endResponse(state, event.response)
    case "response.output_item.added":
    case "response.output_item.done":
      return event.item.id === undefined
        ? state
        : showItem(
            ownItem(state, event.response_id, event.output_index, event.item.id),
            event.item,
            event.type === "response.output_item.done"
          )
    case "response.content_part.added":
    case "response.content_part.done":
      return updateItemPart(owned(state, event), event.item_id, event.content_index, (part) =>
        showPart(part, event.part)
      )
    case "response.output_text.delta":
    case "response.output_audio_transcript.delta":
      return updateText(owned(state, event), event.item_id, event.content_index, (text) => append(text, event.delta))
    case "response.output_text.done":
      return updateText(owned(state, event), event.item_id, event.content_index, (text) => complete(text, event.text))
    case "response.output_audio_transcript.done":
      return updateText(owned(state, event), event.item_id, event.content_index, (text) =>
        complete(text, event.transcript)
      )
    default:
      return state
  }
}

/** As {@link reduce}, for what a connection delivers: a malformed event leaves a notice. */
export const receive = (state: SessionState, decoded: Decoded<ServerEvent>): SessionState =>
  decoded._tag === "Malformed"
    ? notice(state, { _tag: "Malformed", error: decoded.error })
    : reduce(state, decoded.event)

interface InResponse {
  readonly response_id: string
  readonly output_index: number
  readonly item_id: string
}

const owned = (state: SessionState, { item_id, output_index, response_id }: InResponse): SessionState =>
  ownItem(state, response_id, output_index, item_id)

const keptNotices = 100

const notice = (state: SessionState, added: Notice): SessionState => ({
  ...state,
  notices: [...state.notices.slice(1 - keptNotices), added]
})
