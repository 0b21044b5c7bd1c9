import { Beta, ServerEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as fc from "fast-check"
import { isBetaName } from "../src/state/betaNames.ts"
import {
  activeResponse,
  callsInFlight,
  conversation,
  currentTurn,
  expiresAt,
  heardOf,
  initial,
  isBetweenTurns,
  receive,
  reduce,
  type SessionState,
  textOf,
  transcript
} from "../src/index.ts"
import { disconnect } from "../src/state/reduce.ts"
import { answered, turnThreads } from "./turn.ts"

const after = (state: SessionState, ...values: ReadonlyArray<object>): SessionState =>
  values.reduce<SessionState>((next, value) => receive(next, ServerEvent.decode(JSON.stringify(value))), state)

const answering = (until: string): SessionState => {
  const events = turnThreads(0)[3] ?? []
  return events
    .slice(
      0,
      events.findIndex(({ type }) => type === until)
    )
    .reduce(reduce, initial)
}
const part = { response_id: "resp_0", output_index: 0, item_id: "assistant_0", content_index: 0 }

it("peers row 10: a response.done with a bent status ends its response, its items and their texts", () => {
  const state = after(answering("response.output_audio_transcript.done"), {
    type: "response.done",
    event_id: "e1",
    response: { id: "resp_0", status: 7 }
  })
  const item = state.items.get("assistant_0")
  assert.deepStrictEqual(
    [state.responses.get("resp_0")?.status, item?.status, item?.parts.get(0)?.text.status, item && textOf(item)],
    ["completed", "incomplete", "failed", answered.join("")]
  )
})

it("peers row 10: whatever event of a turn is malformed, nothing hangs once the response has ended", () => {
  const threads = turnThreads(0)
  const events = threads.flat()
  fc.assert(
    fc.property(fc.subarray(events.map((_, index) => index)), (broken) => {
      const state = events.reduce<SessionState>(
        (next, event, index) =>
          receive(next, ServerEvent.decode(JSON.stringify(broken.includes(index) ? { ...event, event_id: 7 } : event))),
        initial
      )
      assert.deepStrictEqual(
        [...state.responses.values()].filter(({ status }) => status === "in_progress"),
        []
      )
      for (const { parts } of state.items.values())
        for (const { text } of parts.values()) {
          if (text.status !== "partial") continue
          assert.fail(`a text hangs after ${broken.map((index) => events[index]?.type).join()}`)
        }
    })
  )
})

it("malformed events without a name leave a notice and nothing else", () => {
  const state = after(initial, { type: "response.done" }, { type: "conversation.item.done", item: 3 }, [])
  assert.strictEqual(state.notices.length, 3)
  assert.strictEqual(state.items, initial.items)
})

it("peers row 14: a malformed failure of a transcription ends the transcript as failed", () => {
  const state = after(
    initial,
    { type: "conversation.item.input_audio_transcription.delta", event_id: "e1", item_id: "u", delta: "had" },
    { type: "conversation.item.input_audio_transcription.failed", event_id: "e2", item_id: "u", content_index: 0 }
  )
  assert.deepStrictEqual(
    [state.items.get("u")?.parts.get(0)?.text.status, state.items.get("u")?.parts.get(0)?.text.text],
    ["failed", "had"]
  )
})

it("every event of the beta alone is known by name", () => {
  const ga: ReadonlyArray<string> = ServerEvent.types
  for (const type of Beta.ServerEvent.types) assert.strictEqual(isBetaName(type), !ga.includes(type), type)
})

it("a server that speaks the beta is reported once", () => {
  const state = after(initial, { type: "response.audio.delta", delta: "" }, { type: "response.text.delta", delta: "" })
  assert.deepStrictEqual(
    state.notices.map(({ _tag }) => _tag),
    ["VocabularyMismatch"]
  )
})

it("peers row 13: a retrieved item fills in its words, takes nothing back, and keeps no audio", () => {
  const known = turnThreads(0).flat().reduce(reduce, initial)
  const retrieved = (content: ReadonlyArray<object>) => ({
    type: "conversation.item.retrieved",
    event_id: "e1",
    item: { type: "message", role: "assistant", id: "assistant_0", status: "in_progress", content }
  })
  const state = after(known, retrieved([{ type: "output_audio", audio: "AAAA" }]))
  assert.deepStrictEqual(conversation(state).map(textOf), conversation(known).map(textOf))
  assert.strictEqual(state.items.get("assistant_0")?.status, "completed")
  const fresh = after(initial, retrieved([{ type: "output_audio", audio: "AAAA", transcript: "hello" }]))
  assert.strictEqual(textOf(fresh.items.get("assistant_0") ?? assert.fail()), "hello")
  assert.notInclude(JSON.stringify([...fresh.items]), "AAAA")
  assert.deepStrictEqual(conversation(fresh), [])
})

it("peers row 13: a truncated part keeps its words, and says which were probably heard", () => {
  const spoken = after(
    answering("response.output_audio_transcript.done"),
    { type: "response.output_audio.delta", event_id: "e0", ...part, delta: Buffer.alloc(48_000).toString("base64") },
    { type: "response.output_audio_transcript.done", event_id: "e1", ...part, transcript: answered.join("") },
    { type: "conversation.item.truncated", event_id: "e2", item_id: "assistant_0", content_index: 0, audio_end_ms: 700 }
  )
  const cut = spoken.items.get("assistant_0")?.parts.get(0)
  assert(cut !== undefined)
  assert.strictEqual(cut.audioMs, 1000)
  assert.strictEqual(cut.text.text, "he might even")
  assert.deepStrictEqual(heardOf(cut), { text: "he might", isEstimate: true })
})

it("the arguments of a call grow, and the call is in flight until its output is there", () => {
  const call = { type: "function_call", id: "call_item", call_id: "call_1", name: "time", arguments: "" }
  const place = { response_id: "resp_0", output_index: 0, item_id: "call_item", call_id: "call_1" }
  const begun = after(
    initial,
    { type: "conversation.item.added", event_id: "e1", previous_item_id: null, item: call },
    { type: "response.function_call_arguments.delta", event_id: "e2", ...place, delta: '{"at":' }
  )
  assert.strictEqual(begun.items.get("call_item")?.arguments.text, '{"at":')
  assert.deepStrictEqual(callsInFlight(begun), [])
  const ended = after(begun, {
    type: "conversation.item.done",
    event_id: "e3",
    previous_item_id: null,
    item: { ...call, arguments: '{"at":1}', status: "completed" }
  })
  assert.deepStrictEqual(callsInFlight(ended), [
    { itemId: "call_item", callId: "call_1", name: "time", arguments: '{"at":1}' }
  ])
  const output = { type: "function_call_output", id: "out", call_id: "call_1", output: "noon" }
  const settled = after(ended, {
    type: "conversation.item.added",
    event_id: "e4",
    previous_item_id: "call_item",
    item: output
  })
  assert.deepStrictEqual(callsInFlight(settled), [])
})

it("peers row 12: transcripts grow while they are spoken", () => {
  const state = answering("response.output_audio_transcript.done")
  assert.deepStrictEqual(transcript(state), [{ itemId: "assistant_0", role: "assistant", text: answered.join("") }])
  assert.strictEqual(activeResponse(state)?.id, "resp_0")
})

it("peers row 11: a user whose words come late stands before the answer", () => {
  const [, added = [], words = [], response = []] = turnThreads(0)
  const state = [...response, ...words, ...added].reduce(reduce, initial)
  assert.deepStrictEqual(
    transcript(state).map(({ role }) => role),
    ["user", "assistant"]
  )
})

it("the current turn is the one that is heard and not committed", () => {
  const [heard = []] = turnThreads(0)
  const turns = heard.map((_, index) => currentTurn(heard.slice(0, index + 1).reduce(reduce, initial))?.status)
  assert.deepStrictEqual(turns, ["speaking", "stopped", undefined])
})

it("when the connection ends, nothing is left in progress", () => {
  const state = disconnect(answering("response.output_audio_transcript.done"))
  assert.deepStrictEqual(
    [state.responses.get("resp_0")?.status, state.items.get("assistant_0")?.parts.get(0)?.text.status],
    ["failed", "failed"]
  )
})

it("a response that ends without telling its texts whole ends them as failed, with what came", () => {
  const state = after(answering("response.output_audio_transcript.done"), {
    type: "response.done",
    event_id: "e1",
    response: { id: "resp_0", status: "cancelled" }
  })
  const item = state.items.get("assistant_0")
  assert.deepStrictEqual(
    [item?.status, item?.parts.get(0)?.text.status, item?.parts.get(0)?.text.text],
    ["incomplete", "failed", answered.join("")]
  )
})

it("peers row 16: no item keeps audio bytes, whatever event shows them", () => {
  const content = [{ type: "input_audio", audio: "AAAA", transcript: null }]
  const item = { type: "message", role: "user", id: "u", content }
  for (const type of ["conversation.item.added", "conversation.item.done", "conversation.item.retrieved"]) {
    assert.notInclude(JSON.stringify([...after(initial, { type, event_id: "e", item }).items]), "AAAA", type)
  }
})

it("peers row 8: the state says when a session ends and whether it can move", () => {
  const session = { type: "realtime", expires_at: 1_900_000_000 }
  const state = after(initial, { type: "session.created", event_id: "e", session })
  assert.strictEqual(expiresAt(state), 1_900_000_000_000)
  assert.strictEqual(expiresAt(initial), undefined)
  const events = turnThreads(0).flat()
  const rests = events.map((_, index) => isBetweenTurns(events.slice(0, index + 1).reduce(reduce, initial)))
  const busy = (type: string) => rests[events.findIndex((event) => event.type === type)]
  assert.deepStrictEqual(
    [busy("input_audio_buffer.speech_started"), busy("response.created"), rests.at(-1)],
    [false, false, true]
  )
})

it("a part truncated twice stays at the shorter of the two, in whatever order they come", () => {
  const cut = (audio_end_ms: number) => ({
    type: "conversation.item.truncated",
    event_id: `t${audio_end_ms}`,
    item_id: "i",
    content_index: 0,
    audio_end_ms
  })
  for (const state of [after(initial, cut(700), cut(300)), after(initial, cut(300), cut(700))]) {
    assert.strictEqual(state.items.get("i")?.parts.get(0)?.truncatedAtMs, 300)
  }
})
