/** The events of spoken turns, as protocol section 2 (2) and (3) has them. */
import { ServerEvent } from "@antiphon/core"
import type { ConversationItem } from "@antiphon/core/shapes"

let events = 0
const event_id = () => `event_${++events}`

export const asked = ["had ", "he ", "married"]
export const answered = ["he ", "might ", "even"]

/** The threads of the n-th turn: each keeps its own order, and nothing is said about one against another. */
export const turnThreads = (n: number): ReadonlyArray<ReadonlyArray<ServerEvent>> => {
  const [user, assistant, response] = [`user_${n}`, `assistant_${n}`, `resp_${n}`]
  const before = n === 0 ? null : `assistant_${n - 1}`
  const userItem: ConversationItem = {
    type: "message",
    id: user,
    role: "user",
    status: "completed",
    content: [{ type: "input_audio", transcript: null }]
  }
  const begun: ConversationItem = {
    type: "message",
    id: assistant,
    role: "assistant",
    status: "in_progress",
    content: []
  }
  const whole: ConversationItem = {
    ...begun,
    status: "completed",
    content: [{ type: "output_audio", transcript: answered.join("") }]
  }
  const inResponse = { response_id: response, output_index: 0, item_id: assistant, content_index: 0 }
  const ofItem = { item_id: user, content_index: 0 }
  const make: typeof ServerEvent.make = ServerEvent.make
  return [
    [
      make("input_audio_buffer.speech_started", {
        event_id: event_id(),
        item_id: user,
        audio_start_ms: n * 9000 + 250
      }),
      make("input_audio_buffer.speech_stopped", { event_id: event_id(), item_id: user, audio_end_ms: n * 9000 + 6600 }),
      make("input_audio_buffer.committed", { event_id: event_id(), item_id: user, previous_item_id: before })
    ],
    [
      make("conversation.item.added", { event_id: event_id(), previous_item_id: before, item: userItem }),
      make("conversation.item.done", { event_id: event_id(), previous_item_id: before, item: userItem })
    ],
    [
      ...asked.map((delta) =>
        make("conversation.item.input_audio_transcription.delta", { event_id: event_id(), ...ofItem, delta })
      ),
      make("conversation.item.input_audio_transcription.completed", {
        event_id: event_id(),
        ...ofItem,
        transcript: asked.join("")
      })
    ],
    [
      make("response.created", { event_id: event_id(), response: { id: response, status: "in_progress", output: [] } }),
      make("response.output_item.added", {
        event_id: event_id(),
        response_id: response,
        output_index: 0,
        item: begun
      }),
      make("conversation.item.added", { event_id: event_id(), previous_item_id: user, item: begun }),
      make("response.content_part.added", {
        event_id: event_id(),
        ...inResponse,
        part: { type: "audio", transcript: "" }
      }),
      ...answered.map((delta) =>
        make("response.output_audio_transcript.delta", { event_id: event_id(), ...inResponse, delta })
      ),
      make("response.output_audio_transcript.done", {
        event_id: event_id(),
        ...inResponse,
        transcript: answered.join("")
      }),
      make("response.output_item.done", { event_id: event_id(), response_id: response, output_index: 0, item: whole }),
      make("conversation.item.done", { event_id: event_id(), previous_item_id: user, item: whole }),
      make("response.done", {
        event_id: event_id(),
        response: { id: response, status: "completed", output: [whole] }
      })
    ]
  ]
}
