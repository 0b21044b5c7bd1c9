/** Interruption and cancel, with their races (protocol section 2 (5a), (8)). */
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { echo, Engine, type ResponseChunk } from "../src/index.ts"
import { Bench } from "./bench.ts"
import { all, connect, joined, only, outline, samplesOf, silence, tone } from "./helper.ts"

const speaks = (ms: number): ReadonlyArray<ResponseChunk> => [
  { _tag: "Transcript", text: "Well, " },
  { _tag: "Audio", samples: tone(ms) }
]

/** An engine that writes something and then runs until it is stopped. */
const endless = Effect.gen(function* () {
  const stopped = yield* Deferred.make<void>()
  const respond = () =>
    Stream.concat(Stream.fromIterable(speaks(500)), Stream.never).pipe(
      Stream.ensuring(Deferred.succeed(stopped, undefined))
    )
  return { engine: Layer.succeed(Engine, { ...echo, respond }), stopped: Deferred.await(stopped) }
})

/** What closes an interrupted spoken response. */
const closing = [
  "response.output_audio.done",
  "response.output_audio_transcript.done",
  "response.content_part.done",
  "response.output_item.done",
  "conversation.item.done",
  "response.done"
]

describe("(5a) interruption over WebSocket", () => {
  it.effect("speech ends the running response in order, and the engine stops", () =>
    Effect.gen(function* () {
      const { engine, stopped } = yield* endless
      const { append, expect, send, until } = yield* connect(engine)
      yield* send("response.create", {})
      yield* until("response.output_audio.delta")
      yield* append(joined([silence(300), tone(300)]))
      const events = (yield* until("response.done")).filter(({ type }) => type !== "response.output_audio.delta")
      assert.deepStrictEqual(outline(events), ["input_audio_buffer.speech_started", ...closing])
      const { response } = only(events, "response.done")
      assert.strictEqual(response.status, "cancelled")
      assert.deepStrictEqual(response.status_details, { type: "cancelled", reason: "turn_detected" })
      assert.strictEqual(only(events, "response.output_audio_transcript.done").transcript, "Well, ")
      const { item } = only(events, "response.output_item.done")
      assert.strictEqual("status" in item && item.status, "incomplete")
      yield* stopped
      yield* append(silence(900))
      assert.deepStrictEqual(outline(yield* until("response.created")), [
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        "response.created"
      ])
      yield* send("response.cancel", {})
      yield* until("response.done")
      yield* send("input_audio_buffer.clear", {})
      yield* expect("input_audio_buffer.cleared")
    })
  )

  it("a response goes on with interrupt_response false, and the answer to the turn is refused without event_id", () => {
    const bench = new Bench()
    const vad = { type: "server_vad", interrupt_response: false }
    bench.send({ type: "session.update", session: { type: "realtime", audio: { input: { turn_detection: vad } } } })
    bench.send({ type: "response.create", event_id: "mine" })
    bench.append(tone(2000))
    assert.deepStrictEqual(outline(bench.turn({ _tag: "SpeechStarted", at: 24_000 })), [
      "input_audio_buffer.speech_started"
    ])
    const events = bench.turn({ _tag: "SpeechStopped", at: 36_000 })
    const { error } = only(events, "error")
    assert.strictEqual(error.code, "conversation_already_has_active_response")
    assert.strictEqual(error.event_id, null)
    assert.strictEqual(all(events, "response.created").length, 0)
    assert.strictEqual(only(bench.end(), "response.done").response.status, "completed")
  })

  it("truncation keeps what was heard and drops the transcript, as a retrieval shows", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    for (const chunk of speaks(1000)) bench.chunk(chunk)
    bench.end()
    const id = bench.state.items.at(-1)?.id ?? ""
    const truncate = (audio_end_ms: number) => ({
      type: "conversation.item.truncate",
      item_id: id,
      content_index: 0,
      audio_end_ms
    })
    assert.deepInclude(bench.refusal(truncate(1001)), {
      code: "invalid_value",
      message: "Audio content of 1000ms is already shorter than 1001ms"
    })
    const [truncated] = bench.send(truncate(640))
    assert.deepInclude(truncated, { type: "conversation.item.truncated", item_id: id, audio_end_ms: 640 })
    assert.strictEqual(bench.refusal(truncate(641)).code, "invalid_value")
    const { item } = only(
      bench.send({ type: "conversation.item.retrieve", item_id: id }),
      "conversation.item.retrieved"
    )
    const [part] = item.type === "message" && item.role === "assistant" ? item.content : []
    assert.deepStrictEqual(Object.keys(part ?? {}).toSorted(), ["audio", "type"])
    const audio = part?.type === "output_audio" ? (part.audio ?? "") : ""
    assert.deepStrictEqual(samplesOf(audio), tone(1000).subarray(0, 640 * 24))
  })

  it("an item without audio cannot be truncated, and is deleted instead", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    bench.chunk({ _tag: "Transcript", text: "Er" })
    bench.send({ type: "response.cancel" })
    const id = bench.state.items.at(-1)?.id ?? ""
    const truncate = { type: "conversation.item.truncate", item_id: id, content_index: 0, audio_end_ms: 0 }
    bench.send({ type: "conversation.item.create", item: { type: "message", role: "user", content: [] } })
    const user = bench.state.items.at(-1)?.id
    assert.strictEqual(bench.refusal({ ...truncate, item_id: user }).code, "unsupported_content_type")
    const [deleted] = bench.send({ type: "conversation.item.delete", item_id: id })
    assert.deepInclude(deleted, { type: "conversation.item.deleted", item_id: id })
    assert.strictEqual(bench.refusal(truncate).code, "item_truncate_invalid_item_id")
  })

  it("the next response reads what was heard, and nothing that was truncated or deleted", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    for (const chunk of speaks(1000)) bench.chunk(chunk)
    bench.end()
    const id = bench.state.items[0]?.id
    bench.send({ type: "conversation.item.truncate", item_id: id, content_index: 0, audio_end_ms: 100 })
    bench.send({ type: "response.create" })
    const [heard] = bench.request?.context ?? []
    assert.strictEqual(joined(heard?.audio ?? []).length, 2400)
    bench.end()
    bench.send({ type: "conversation.item.delete", item_id: id })
    bench.send({ type: "response.create" })
    assert.deepStrictEqual(bench.request?.context, [])
  })
})

describe("turns by hand while detection is on", () => {
  it("a commit in the middle of speech takes the announced id, and further speech is a turn of its own", () => {
    const bench = new Bench()
    bench.append(tone(1000))
    const started = only(bench.turn({ _tag: "SpeechStarted", at: 4800 }), "input_audio_buffer.speech_started")
    const older = bench.state.input.detection.number
    const committed = only(bench.send({ type: "input_audio_buffer.commit" }), "input_audio_buffer.committed")
    assert.strictEqual(committed.item_id, started.item_id)
    const late = { _tag: "SpeechStopped", at: 20_000 } as const
    assert.deepStrictEqual(bench.step({ _tag: "Turn", detection: older, event: late }), [])
    bench.append(tone(1000))
    const again = only(bench.turn({ _tag: "SpeechStarted", at: 0 }), "input_audio_buffer.speech_started")
    assert.notStrictEqual(again.item_id, started.item_id)
    assert.strictEqual(again.audio_start_ms, 1000)
  })

  it("a clear in the middle of speech drops the turn", () => {
    const bench = new Bench()
    bench.append(tone(1000))
    const { item_id } = only(bench.turn({ _tag: "SpeechStarted", at: 4800 }), "input_audio_buffer.speech_started")
    bench.send({ type: "input_audio_buffer.clear" })
    assert.deepStrictEqual(bench.turn({ _tag: "SpeechStopped", at: 4800 }), [])
    bench.send({ type: "conversation.item.create", item: { type: "message", role: "user", content: [], id: item_id } })
  })

  it("a turn never starts before 0, nor before the end of the last", () => {
    const bench = new Bench()
    bench.append(tone(3000))
    const start = (at: number) =>
      only(bench.turn({ _tag: "SpeechStarted", at: at * 24 }), "input_audio_buffer.speech_started").audio_start_ms
    assert.strictEqual(start(100), 0)
    const stopped = bench.turn({ _tag: "SpeechStopped", at: 1000 * 24 })
    assert.strictEqual(only(stopped, "input_audio_buffer.speech_stopped").audio_end_ms, 1500)
    bench.end()
    assert.strictEqual(start(1600), 1500)
  })
})

describe("(8) cancel", () => {
  it("closes the open item as incomplete, then the response, and nothing of it follows", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    for (const chunk of speaks(200)) bench.chunk(chunk)
    const events = bench.send({ type: "response.cancel" })
    assert.deepStrictEqual(outline(events), closing)
    assert.deepInclude(only(events, "response.done").response, {
      status: "cancelled",
      status_details: { type: "cancelled", reason: "client_cancelled" }
    })
    assert.deepInclude(bench.commands.at(-1), { _tag: "StopResponding" })
    assert.deepStrictEqual(bench.chunk({ _tag: "Audio", samples: tone(100) }), [])
    assert.deepStrictEqual(bench.end(), [])
  })

  it("ends a response that has written nothing without further events", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    assert.deepStrictEqual(outline(bench.send({ type: "response.cancel" })), ["response.done"])
  })

  it("is refused if nothing is active, and the session goes on", () => {
    const bench = new Bench()
    assert.strictEqual(bench.refusal({ type: "response.cancel" }).code, "response_cancel_not_active")
    bench.send({ type: "response.create" })
    const wrong = { type: "response.cancel", response_id: "resp_other" }
    assert.strictEqual(bench.refusal(wrong).code, "response_cancel_not_active")
    bench.send({ type: "response.cancel", response_id: bench.responseId })
    assert.strictEqual(bench.refusal({ type: "response.cancel" }).code, "response_cancel_not_active")
  })

  it("does not touch a response that begins after it", () => {
    const bench = new Bench()
    assert.strictEqual(bench.refusal({ type: "response.cancel" }).code, "response_cancel_not_active")
    const [created] = bench.send({ type: "response.create" })
    assert.strictEqual(created?.type, "response.created")
    assert.strictEqual(only(bench.end(), "response.done").response.status, "completed")
  })

  it("a second response.create is refused while one runs, without created and done", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    const error = bench.refusal({ type: "response.create", event_id: "second" })
    assert.strictEqual(error.code, "conversation_already_has_active_response")
    assert.strictEqual(error.event_id, "second")
    bench.end()
    bench.send({ type: "response.create" })
  })
})

describe("other ends", () => {
  it("an engine's failure ends the response as failed, with the words of the engine", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    for (const chunk of speaks(200)) bench.chunk(chunk)
    const events = bench.fail("out of tea")
    assert.deepStrictEqual(outline(events), closing)
    assert.deepInclude(only(events, "response.done").response, {
      status: "failed",
      status_details: { type: "failed", error: { type: "server_error", code: null, message: "out of tea" } }
    })
  })

  it("max_output_tokens ends the response as incomplete and stops the engine", () => {
    const bench = new Bench()
    bench.send({ type: "response.create", response: { max_output_tokens: 10 } })
    bench.chunk({ _tag: "Audio", samples: tone(400) })
    const events = bench.chunk({ _tag: "Audio", samples: tone(100) })
    const { response } = only(events, "response.done")
    assert.deepInclude(response, {
      status: "incomplete",
      status_details: { type: "incomplete", reason: "max_output_tokens" }
    })
    assert.deepInclude(response.usage, { output_tokens: 10 })
    assert.deepInclude(bench.commands.at(-1), { _tag: "StopResponding" })
  })

  it("a content filter of the engine ends it as incomplete", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    const events = bench.chunk({ _tag: "Incomplete", reason: "content_filter" })
    assert.deepInclude(only(events, "response.done").response.status_details, { reason: "content_filter" })
  })
})
