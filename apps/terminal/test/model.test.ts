import { ServerEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import { answer, initial, type Model, received } from "../src/demo/Model.ts"

const after = (
  events: ReadonlyArray<ServerEvent>,
  model: Model = initial({ server: "", url: "", inputMs: 0 })
): Model => events.reduce((before, event) => received(before, { _tag: "Known", event }), model)

const commit = (id: string, previous_item_id: string | null) => [
  ServerEvent.make("input_audio_buffer.speech_started", { event_id: "e", item_id: id, audio_start_ms: 0 }),
  ServerEvent.make("input_audio_buffer.committed", { event_id: "e", item_id: id, previous_item_id })
]

const respond = (id: string, previous_item_id: string, status: string) => {
  const item = { type: "message", role: "assistant", id: `item_${id}`, status, content: [] } as const
  return [
    ServerEvent.make("response.created", { event_id: "e", response: { id } }),
    ServerEvent.make("conversation.item.added", { event_id: "e", previous_item_id, item }),
    ServerEvent.make("response.done", { event_id: "e", response: { id, status, output: [item] } })
  ]
}

it("there is an answer once the last response has ended after the last turn", () => {
  const heard = after(commit("user_1", null))
  assert.strictEqual(answer(heard), undefined)
  const [created, ...rest] = respond("one", "user_1", "completed")
  assert(created !== undefined)
  assert.strictEqual(answer(after([created], heard)), undefined)
  assert.strictEqual(answer(after([created, ...rest], heard))?.status, "completed")
})

it("an interrupted response is no answer while the next turn waits for one", () => {
  const cut = after([...commit("user_1", null), ...respond("one", "user_1", "cancelled")])
  const again = after(commit("user_2", "item_one"), cut)
  assert.strictEqual(answer(again), undefined)
  assert.strictEqual(answer(after(respond("two", "user_2", "completed"), again))?.id, "two")
})

it("a response that fails without a word is the answer", () => {
  const failed = after([
    ...commit("user_1", null),
    ServerEvent.make("response.done", { event_id: "e", response: { id: "one", status: "failed", output: [] } })
  ])
  assert.strictEqual(answer(failed)?.status, "failed")
})
