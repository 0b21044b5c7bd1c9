/** xAI's frames, made of GA's. */
import type { Dialect, Frame } from "@antiphon/core/transport"
import { flat, nested } from "../dialect/flatSession.ts"
import { fieldsAt, isFields, textAt, withFields, without } from "../dialect/values.ts"
import { type Conversations, restorable } from "./conversations.ts"
import { drop, withBetaContent } from "./quirks.ts"

interface State {
  readonly conversation: string | undefined
  /** What the user was understood to say so far, by item. */
  readonly transcripts: ReadonlyMap<string, string>
  /** Items of the conversation that is continued, until the first frame of the client. */
  readonly restored: ReadonlyArray<Frame>
  readonly silent: ReadonlySet<string>
}

/** The dialect of one connection. */
export const xaiDouble = (conversations: Conversations, continued: string | undefined): Dialect<State> => {
  const items = continued === undefined ? undefined : conversations.get(continued)
  const restored = (items ?? []).flatMap(restorable)
  return {
    initial: {
      conversation: items === undefined ? undefined : continued,
      transcripts: new Map(),
      restored,
      silent: new Set(restored.map(({ item }) => textAt(item, "id") ?? ""))
    },
    incoming: (state, frame) => {
      const given = frame.type === "session.update" ? configured(frame) : frame
      return state.restored.length === 0 ? [state, [given]] : [{ ...state, restored: [] }, [...state.restored, given]]
    },
    outgoing: (state, event) => {
      const [next, frames] = written(state, event, conversations)
      return [next, { frames }]
    }
  }
}

/** It answers in audio, whatever it is asked for. */
const configured = (frame: Frame): Frame => {
  const { modalities: _modalities, resumption: _resumption, ...session } = fieldsAt(frame, "session")
  return withFields(frame, { session: nested(session, () => undefined) })
}

const written = (state: State, event: Frame, conversations: Conversations): readonly [State, ReadonlyArray<Frame>] => {
  const itemId = textAt(event, "item_id") ?? ""
  switch (event.type) {
    case "session.created": {
      const session = fieldsAt(event, "session")
      const id = state.conversation ?? `conv_${textAt(session, "id") ?? ""}`
      conversations.begin(id)
      return [
        { ...state, conversation: id },
        [
          { type: "conversation.created", event_id: "event_0", conversation: { id, object: "realtime.conversation" } },
          flattened(event),
          { type: "ping", event_id: "event_1", timestamp: 0 }
        ]
      ]
    }
    case "session.updated":
      return [state, [flattened(event)]]
    case "conversation.item.added":
    case "conversation.item.done":
      return conversationItem(state, event, conversations)
    case "conversation.item.input_audio_transcription.delta": {
      const transcript = (state.transcripts.get(itemId) ?? "") + (textAt(event, "delta") ?? "")
      const frame = withFields(drop(event, "delta"), { transcript })
      return [
        { ...state, transcripts: new Map(state.transcripts).set(itemId, transcript) },
        [{ ...frame, type: "conversation.item.input_audio_transcription.updated" }]
      ]
    }
    default:
      return [state, [plain(event)]]
  }
}

const plain = (event: Frame): Frame => {
  switch (event.type) {
    case "conversation.item.input_audio_transcription.completed":
      return drop(event, "content_index")
    case "input_audio_buffer.speech_started":
      return drop(event, "audio_start_ms")
    case "response.created":
      return withFields(event, {
        response: { ...fieldsAt(event, "response"), status_details: "unimplemented", usage: {} }
      })
    case "response.output_item.added":
      return withFields(event, { item: { ...without(fieldsAt(event, "item"), "content"), object: "realtime.item" } })
    case "response.content_part.done":
      return drop(event, "part")
    case "response.function_call_arguments.done":
      return drop(event, "output_index")
    case "response.done": {
      const { usage, ...response } = fieldsAt(event, "response")
      const beside = isFields(usage)
        ? { usage: { ...usage, grok_tokens: usage["total_tokens"], billable_audio_seconds: 1 } }
        : {}
      return withBetaContent(withFields(event, { response, ...beside }))
    }
    default:
      return withBetaContent(event)
  }
}

/** Items that are restored are not announced again. */
const conversationItem = (
  state: State,
  event: Frame,
  conversations: Conversations
): readonly [State, ReadonlyArray<Frame>] => {
  const item = fieldsAt(event, "item")
  if (state.silent.has(textAt(item, "id") ?? "")) return [state, []]
  if (event.type === "conversation.item.done" && state.conversation !== undefined) {
    conversations.add(state.conversation, item)
  }
  return [state, [withBetaContent(event)]]
}

const flattened = (event: Frame): Frame => withFields(event, { session: flat(fieldsAt(event, "session")) })
