import { ServerEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as fc from "fast-check"
import { conversation, initial, receive, reduce, type SessionState, textOf } from "../src/index.ts"
import { answered, asked, turnThreads } from "./turn.ts"

const fold = (events: ReadonlyArray<ServerEvent>): SessionState => events.reduce(reduce, initial)

const view = (state: SessionState) => ({
  conversation: conversation(state).map((item) => [item.id, item.status, item.responseId, textOf(item), item.parts]),
  turns: [...state.turns.values()].sort((a, b) => a.itemId.localeCompare(b.itemId)),
  responses: [...state.responses.values()].sort((a, b) => a.id.localeCompare(b.id))
})

/** Every way to interleave threads, each kept in its own order. */
const interleaved = <A>(threads: ReadonlyArray<ReadonlyArray<A>>): fc.Arbitrary<ReadonlyArray<A>> => {
  const labels = threads.flatMap((thread, index) => thread.map(() => index))
  return fc.shuffledSubarray(labels, { minLength: labels.length }).map((order) => {
    const next = threads.map(() => 0)
    return order.flatMap((index) => {
      const at = next[index] ?? 0
      next[index] = at + 1
      return threads[index]?.slice(at, at + 1) ?? []
    })
  })
}

it("a spoken turn becomes two items with their words, one turn and one response", () => {
  const state = fold(turnThreads(0).flat())
  assert.deepStrictEqual(
    conversation(state).map((item) => [item.id, item.status, item.parts.get(0)?.text.status, textOf(item)]),
    [
      ["user_0", "completed", "done", asked.join("")],
      ["assistant_0", "completed", "done", answered.join("")]
    ]
  )
  assert.deepStrictEqual(
    [...state.turns.values()],
    [{ itemId: "user_0", status: "committed", audioStartMs: 250, audioEndMs: 6600 }]
  )
  assert.deepStrictEqual(
    [...state.responses.values()].map(({ id, items, status }) => [id, status, [...items]]),
    [["resp_0", "completed", [[0, "assistant_0"]]]]
  )
})

it("any order that the protocol allows gives the same conversation, turns and responses", () => {
  const threads = [0, 1, 2].flatMap(turnThreads)
  const expected = view(fold(threads.flat()))
  fc.assert(fc.property(interleaved(threads), (events) => assert.deepStrictEqual(view(fold(events)), expected)))
})

it("no status ever goes back, whatever comes, twice or in whatever order", () => {
  const contradictory = [
    ServerEvent.make("response.done", { event_id: "e1", response: { id: "resp_0", status: "cancelled" } }),
    ServerEvent.make("conversation.item.done", {
      event_id: "e2",
      item: { type: "message", role: "assistant", id: "assistant_0", status: "incomplete", content: [] }
    }),
    ServerEvent.make("conversation.item.input_audio_transcription.failed", {
      event_id: "e3",
      item_id: "user_0",
      content_index: 0,
      error: {}
    })
  ]
  const pool = [...[0, 1].flatMap(turnThreads).flat(), ...contradictory]
  const ranks: Record<string, number> = { in_progress: 0, absent: 0, partial: 1, speaking: 0, stopped: 1 }
  const marks = (state: SessionState): ReadonlyMap<string, string> => {
    const found = new Map<string, string>()
    for (const { id, parts, status } of state.items.values()) {
      found.set(`item ${id}`, status)
      for (const [index, { text }] of parts) found.set(`text ${id} ${index}`, text.status)
    }
    for (const { id, status } of state.responses.values()) found.set(`response ${id}`, status)
    for (const { itemId, status } of state.turns.values()) found.set(`turn ${itemId}`, status)
    return found
  }
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pool), { maxLength: 80 }), (events) => {
      let state = initial
      for (const event of events) {
        const before = marks(state)
        state = reduce(state, event)
        const after = marks(state)
        for (const [key, was] of before) {
          const is = after.get(key) ?? "gone"
          const forward = was in ranks ? (ranks[is] ?? 2) >= (ranks[was] ?? 0) && is !== "gone" : is === was
          assert(forward, `${key}: ${was} became ${is}`)
        }
      }
    })
  )
})

it("an event that tells nothing new gives the same state back", () => {
  const events = turnThreads(0).flat()
  const state = fold(events)
  const repeated = events.filter((event) => event.type.endsWith(".delta"))
  assert.strictEqual(repeated.reduce(reduce, state), state)
  const unknown = ServerEvent.decodeValue({ type: "brand.new" })
  assert.strictEqual(receive(state, unknown), state)
})

it("what the user typed is known as soon as its item is added", () => {
  const item = { type: "message", role: "user", id: "u", content: [{ type: "input_text", text: "Hello." }] } as const
  const state = fold([ServerEvent.make("conversation.item.added", { event_id: "e1", item })])
  assert.deepStrictEqual(state.items.get("u")?.parts.get(0)?.text.status, "done")
})

it("a committed turn holds its place before its item comes", () => {
  const state = fold([
    ServerEvent.make("input_audio_buffer.committed", { event_id: "e1", item_id: "user_0", previous_item_id: null })
  ])
  assert.deepStrictEqual(
    conversation(state).map(({ id, item }) => [id, item]),
    [["user_0", undefined]]
  )
})

it("a failed transcription keeps what came and says why", () => {
  const of = { item_id: "user_0", content_index: 0 }
  const state = fold([
    ServerEvent.make("conversation.item.input_audio_transcription.delta", { event_id: "e1", ...of, delta: "had" }),
    ServerEvent.make("conversation.item.input_audio_transcription.failed", {
      event_id: "e2",
      ...of,
      error: { code: "audio_unintelligible" }
    }),
    ServerEvent.make("conversation.item.input_audio_transcription.delta", { event_id: "e3", ...of, delta: " he" })
  ])
  assert.deepStrictEqual(state.items.get("user_0")?.parts.get(0)?.text, {
    status: "failed",
    text: "had",
    error: { code: "audio_unintelligible" }
  })
})

it("a deleted item does not come back", () => {
  const deleted = ServerEvent.make("conversation.item.deleted", { event_id: "e1", item_id: "user_0" })
  const [, added = []] = turnThreads(0)
  assert.deepStrictEqual(conversation(fold([...added, deleted, ...added])), [])
})

it("a refusal and a malformed event leave notices, the last hundred", () => {
  const refused = ServerEvent.make("error", {
    event_id: "e1",
    error: { type: "invalid_request_error", message: "no", code: "unknown_parameter", param: "session.x" }
  })
  const state = receive(reduce(initial, refused), ServerEvent.decode("{oops"))
  assert.deepStrictEqual(
    state.notices.map((notice) => notice._tag),
    ["Refused", "Malformed"]
  )
  assert.strictEqual(fold(Array.from({ length: 150 }, () => refused)).notices.length, 100)
})
