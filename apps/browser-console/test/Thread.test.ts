import { initial, receive, type SessionState } from "@antiphon/session"
import { expect, it } from "vitest"
import type { Tapped } from "../src/state/Tapped.ts"
import { threadOf } from "../src/state/Thread.ts"
import { received } from "./passing.ts"

const after = (...events: ReadonlyArray<Tapped>): SessionState =>
  events.reduce((state, each) => (each.direction === "in" ? receive(state, each.decoded) : state), initial)

const done = (item: object, after: string | null = null) => [
  received(0, { type: "conversation.item.added", previous_item_id: after, item }),
  received(0, { type: "conversation.item.done", previous_item_id: after, item })
]
const started = received(0, { type: "input_audio_buffer.speech_started", item_id: "item_1", audio_start_ms: 300 })

it("a speaking user has an entry before the item, and the item takes its place", () => {
  const speaking = threadOf(after(started))
  expect(speaking).toMatchObject([{ _tag: "Message", id: "item_1", role: "user", text: "" }])
  const committed = threadOf(
    after(
      started,
      received(1, { type: "input_audio_buffer.speech_stopped", item_id: "item_1", audio_end_ms: 900 }),
      received(2, { type: "input_audio_buffer.committed", item_id: "item_1", previous_item_id: null })
    )
  )
  expect(committed.map(({ id }) => id)).toEqual(["item_1"])
})

it("a call and its output are one entry", () => {
  const call = {
    id: "item_1",
    type: "function_call",
    status: "completed",
    call_id: "call_1",
    name: "roll",
    arguments: "{}"
  }
  const output = { id: "item_2", type: "function_call_output", call_id: "call_1", output: `{"rolled":4}` }
  expect(threadOf(after(...done(call)))).toMatchObject([{ _tag: "ToolCall", name: "roll", output: undefined }])
  expect(threadOf(after(...done(call), ...done(output, "item_1")))).toMatchObject([
    { _tag: "ToolCall", name: "roll", arguments: "{}", output: `{"rolled":4}` }
  ])
})

it("an interrupted message has the words that were heard", () => {
  const part = { response_id: "resp_1", item_id: "item_1", output_index: 0, content_index: 0 }
  const item = { id: "item_1", type: "message", role: "assistant", status: "in_progress", content: [] }
  const [message] = threadOf(
    after(
      received(0, { type: "response.created", response: { id: "resp_1", status: "in_progress" } }),
      received(0, { type: "response.output_item.added", response_id: "resp_1", output_index: 0, item }),
      received(0, { type: "conversation.item.added", previous_item_id: null, item }),
      received(0, { type: "response.content_part.added", ...part, part: { type: "audio", transcript: "" } }),
      received(0, { type: "response.output_audio_transcript.delta", ...part, delta: "one two three four" }),
      received(0, { type: "response.output_audio.delta", ...part, delta: "AAAA".repeat(16_000) }),
      received(0, { type: "response.output_audio.done", ...part }),
      received(0, { type: "response.output_audio_transcript.done", ...part, transcript: "one two three four" }),
      received(9, { type: "conversation.item.truncated", item_id: "item_1", content_index: 0, audio_end_ms: 500 })
    )
  )
  expect(message).toMatchObject({ text: "one two three four", heard: "one two" })
})
