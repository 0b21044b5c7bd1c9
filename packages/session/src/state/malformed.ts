/** What an event of the wrong shape still says. */
import type { ProtocolError } from "@antiphon/core"
import type { ErrorDetail } from "@antiphon/core/shapes"
import { endItem, updateArguments, updateItem, updateText } from "./items.ts"
import { bounded, cut, malformed, notice } from "./notices.ts"
import { failResponse } from "./responses.ts"
import type { SessionState } from "./SessionState.ts"
import { fail } from "./textSlot.ts"
import { updateTurn } from "./turns.ts"

/** The names in a malformed event. Each is `undefined` if it is absent or of the wrong shape. */
export interface Named {
  readonly responseId: string | undefined
  readonly itemId: string | undefined
  readonly contentIndex: number
}

/** Reads the names out of an event of a known type and the wrong shape. */
export const namesIn = (error: ProtocolError): Named => {
  const event = error.reason === "Invalid" ? parsed(error.raw) : undefined
  const contentIndex = at(event, "content_index")
  return {
    responseId: text(at(event, "response_id")) ?? text(at(at(event, "response"), "id")),
    itemId: text(at(event, "item_id")) ?? text(at(at(event, "item"), "id")),
    contentIndex: typeof contentIndex === "number" && Number.isInteger(contentIndex) ? contentIndex : 0
  }
}

/** The value of a raw frame. */
export const parsed = (raw: unknown): unknown => {
  if (typeof raw !== "string") return raw
  try {
    return JSON.parse(raw)
  } catch {
    return undefined
  }
}

/** The own value of a key, whatever the value is. */
export const at = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined

/** The value if it is a text. */
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/**
 * The refusal that a malformed frame stands for. It reads the error as an object, as a text, or from the event itself.
 * Proxies send `{error}` without a type. Returns `undefined` if the frame is no error.
 */
export const refusalIn = (error: ProtocolError): ErrorDetail | undefined => {
  const isTyped = error.type === "error"
  if (!isTyped && error.reason !== "NoType") return undefined
  const event = isTyped && error.reason !== "Invalid" ? undefined : parsed(error.raw)
  const inner = at(event, "error")
  if (!isTyped && (text(inner) ?? inner ?? null) === null) return undefined
  const detail = typeof inner === "object" && inner !== null ? inner : event
  return bounded({
    type: text(at(detail, "type")) ?? "error",
    message: text(at(detail, "message")) ?? text(inner) ?? "The server sent an error without a message.",
    code: text(at(detail, "code")) ?? null,
    param: text(at(detail, "param")) ?? null,
    event_id: detail === event ? null : (text(at(detail, "event_id")) ?? null)
  })
}

/** Leaves a notice. What the event was to end has failed, if the event names it. */
export const reduceMalformed = (state: SessionState, error: ProtocolError): SessionState => {
  const noticed = notice(state, malformed(error))
  const { contentIndex, itemId, responseId } = namesIn(error)
  if (error.type === "response.done") return responseId === undefined ? noticed : failResponse(noticed, responseId)
  if (itemId === undefined) return noticed
  const why = { code: "malformed_event", message: cut(error.message, 500) }
  switch (error.type) {
    case "response.output_item.done":
    case "conversation.item.done":
    case "response.mcp_call.completed":
    case "response.mcp_call.failed":
    case "mcp_list_tools.completed":
    case "mcp_list_tools.failed":
      return endItem(noticed, itemId, "failed")
    case "response.output_text.done":
    case "response.output_audio_transcript.done":
    case "response.content_part.done":
    case "conversation.item.input_audio_transcription.completed":
    case "conversation.item.input_audio_transcription.failed":
      return updateText(noticed, itemId, contentIndex, (slot) => fail(slot, why))
    case "response.function_call_arguments.done":
    case "response.mcp_call_arguments.done":
      return updateArguments(noticed, itemId, (slot) => fail(slot, why))
    case "input_audio_buffer.speech_stopped":
      return updateTurn(noticed, itemId, { status: "stopped" })
    case "input_audio_buffer.committed":
      return updateTurn(noticed, itemId, { status: "committed" })
    case "conversation.item.deleted":
      return updateItem(noticed, itemId, (item) => ({ ...item, deleted: true }))
    default:
      return noticed
  }
}
