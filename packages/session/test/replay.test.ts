import { ClientEvent, ServerEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as fc from "fast-check"
import { conversation, initial, receive, reduce, replayPlan, type SessionState } from "../src/index.ts"
import { answered, asked, turnThreads } from "./turn.ts"

const added = (state: SessionState, item: object, id: string, type: "added" | "done" = "done"): SessionState =>
  receive(
    state,
    ServerEvent.decodeValue({ type: `conversation.item.${type}`, event_id: `e_${id}`, item: { id, ...item } })
  )
const call = (n: number) => ({
  type: "function_call",
  status: "completed",
  call_id: `call_${n}`,
  name: "f",
  arguments: "{}"
})
const output = (n: number) => ({ type: "function_call_output", call_id: `call_${n}`, output: "1" })

const items = (state: SessionState) =>
  replayPlan(state).events.flatMap((event) => (event.type === "conversation.item.create" ? [event.item] : []))

it("peers row 9: what was said goes as text, in order, with the ids it had", () => {
  const state = turnThreads(0).flat().reduce(reduce, initial)
  assert.deepStrictEqual(items(state), [
    { type: "message", role: "user", id: "user_0", content: [{ type: "input_text", text: asked.join("") }] },
    {
      type: "message",
      role: "assistant",
      id: "assistant_0",
      content: [{ type: "output_text", text: answered.join("") }]
    }
  ])
  assert.deepStrictEqual(replayPlan(state).lost, [])
})

it("peers row 9: of a truncated answer no more goes than was heard", () => {
  const state = receive(
    turnThreads(0).flat().reduce(reduce, initial),
    ServerEvent.decodeValue({
      type: "conversation.item.truncated",
      event_id: "t",
      item_id: "assistant_0",
      content_index: 0,
      audio_end_ms: 200
    })
  )
  const [, answer] = items(state)
  assert.deepStrictEqual(answer, {
    type: "message",
    role: "assistant",
    id: "assistant_0",
    content: [{ type: "output_text", text: "he" }]
  })
})

it("the user's audio goes as audio where it was kept, and is listed as lost where nothing of it was", () => {
  const state = added(
    initial,
    { type: "message", role: "user", content: [{ type: "input_audio", transcript: null }] },
    "u"
  )
  assert.deepStrictEqual(replayPlan(state).lost, [{ itemId: "u", reason: "audio_without_transcript" }])
  const { events, lost } = replayPlan(state, { audio: (id, index) => `${id}${index}AA` })
  assert.deepStrictEqual(lost, [])
  assert.deepStrictEqual(events, [
    {
      type: "conversation.item.create",
      item: { type: "message", role: "user", id: "u", content: [{ type: "input_audio", audio: "u0AA" }] }
    }
  ])
})

it("calls go only with their outputs, and every item is either replayed or listed as lost", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.boolean(), fc.nat(5)), { selector: ([isCall, n]) => `${isCall} ${n}` }),
      (made) => {
        const state = made.reduce<SessionState>(
          (next, [isCall, n]) => added(next, isCall ? call(n) : output(n), `${isCall ? "call" : "out"}_item_${n}`),
          initial
        )
        const replayed = items(state)
        const ids = (type: string) =>
          replayed.flatMap((item) => (item.type === type && "call_id" in item ? [item.call_id] : [])).toSorted()
        assert.deepStrictEqual(ids("function_call"), ids("function_call_output"))
        assert.deepStrictEqual(
          [...replayed.map(({ id }) => id ?? ""), ...replayPlan(state).lost.map(({ itemId }) => itemId)].toSorted(),
          conversation(state)
            .map(({ id }) => id)
            .toSorted()
        )
      }
    )
  )
})

it("the configuration goes first, without what only a server says", () => {
  const session = {
    type: "realtime",
    id: "sess_1",
    object: "realtime.session",
    model: "gpt-realtime",
    expires_at: 1,
    instructions: "Be brief.",
    tracing: null,
    audio: { input: { turn_detection: null } },
    tools: [{ type: "function", name: "f", parameters: {}, strict: true }]
  }
  const state = receive(initial, ServerEvent.decodeValue({ type: "session.created", event_id: "e", session }))
  const [event] = replayPlan(state).events
  assert.deepStrictEqual(event, {
    type: "session.update",
    session: {
      type: "realtime",
      instructions: "Be brief.",
      audio: { input: { turn_detection: null } },
      tools: [{ type: "function", name: "f", parameters: {} }]
    }
  })
})

it("every event of a plan is one of the protocol", () => {
  for (const event of replayPlan([0, 1].flatMap(turnThreads).flat().reduce(reduce, initial)).events) {
    assert.strictEqual(ClientEvent.decodeValue(event)._tag, "Known")
  }
})
