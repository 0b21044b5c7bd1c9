/** Audio in media tracks, where the server owns playback (protocol section 2 (5b)). */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { pieces } from "../src/engine/pieces.ts"
import { echo, Engine, type ResponseChunk } from "../src/index.ts"
import { Bench } from "./bench.ts"
import { all, connect, joined, only, outline, silence, tone } from "./helper.ts"

const audio = (samples: Int16Array): ResponseChunk => ({ _tag: "Audio", samples })

const playing = (...ms: ReadonlyArray<number>): Bench => {
  const bench = new Bench({ ownsPlayback: true })
  bench.send({ type: "response.create" })
  for (const each of ms) bench.chunk({ _tag: "Audio", samples: tone(each) })
  return bench
}

describe("(5b) interruption over WebRTC", () => {
  it("playback starts with the first audio, outlives the response, and stops when all is played", () => {
    const bench = playing(1000, 500)
    const types = outline(bench.sent)
    assert.deepStrictEqual(types.slice(types.indexOf("response.content_part.added")), [
      "response.content_part.added",
      "output_audio_buffer.started"
    ])
    assert.strictEqual(bench.end().at(-1)?.type, "response.done")
    assert.deepStrictEqual(bench.commands.at(-1), { _tag: "Wake", reason: "playback", at: bench.now + 1500 })
    assert.deepStrictEqual(bench.sleep(1499), [])
    assert.deepStrictEqual(outline(bench.sleep(1)), ["output_audio_buffer.stopped"])
    assert.strictEqual(all(bench.sent, "response.output_audio.delta").length, 0)
  })

  it("speech clears the playback, and the item is truncated to what was played", () => {
    const bench = playing(2000)
    bench.end()
    bench.sleep(700)
    bench.step({ _tag: "TrackAudio", samples: tone(500) })
    const events = bench.turn({ _tag: "SpeechStarted", at: 0 })
    assert.deepStrictEqual(outline(events), [
      "input_audio_buffer.speech_started",
      "output_audio_buffer.cleared",
      "conversation.item.truncated"
    ])
    const { item_id, audio_end_ms } = only(events, "conversation.item.truncated")
    assert.strictEqual(audio_end_ms, 700)
    assert.strictEqual(item_id, bench.state.items[0]?.id)
    assert.isTrue(bench.commands.some(({ _tag }) => _tag === "ClearPlayback"))
    assert.deepStrictEqual(bench.sleep(5000), [])
  })

  it("speech while the response is still written ends both", () => {
    const bench = playing(2000)
    bench.sleep(300)
    const types = outline(bench.turn({ _tag: "SpeechStarted", at: 0 }))
    assert.deepStrictEqual(types.slice(types.indexOf("response.done")), [
      "response.done",
      "output_audio_buffer.cleared",
      "conversation.item.truncated"
    ])
  })

  it("the item being played is truncated there, and the items behind it at 0", () => {
    const bench = playing(1000)
    bench.chunk({ _tag: "Message" })
    bench.chunk({ _tag: "Audio", samples: tone(1000) })
    bench.chunk({ _tag: "Message" })
    bench.chunk({ _tag: "Audio", samples: tone(1000) })
    bench.end()
    bench.sleep(1250)
    const events = bench.turn({ _tag: "SpeechStarted", at: 0 })
    assert.deepStrictEqual(
      all(events, "conversation.item.truncated").map((each) => [each.item_id, each.audio_end_ms]),
      [
        [bench.state.items[1]?.id, 250],
        [bench.state.items[2]?.id, 0]
      ]
    )
  })

  it("an engine slower than real time leaves a gap, which does not count as played", () => {
    const bench = playing(500)
    bench.sleep(2000)
    bench.chunk({ _tag: "Audio", samples: tone(1000) })
    bench.end()
    bench.sleep(100)
    const events = bench.turn({ _tag: "SpeechStarted", at: 0 })
    assert.strictEqual(only(events, "conversation.item.truncated").audio_end_ms, 600)
  })

  it("a response behind the one being played starts when that has stopped", () => {
    const bench = playing(1000)
    bench.end()
    bench.send({ type: "response.create" })
    assert.notInclude(outline(bench.chunk({ _tag: "Audio", samples: tone(500) })), "output_audio_buffer.started")
    bench.end()
    assert.deepStrictEqual(outline(bench.sleep(1000)), ["output_audio_buffer.stopped", "output_audio_buffer.started"])
    assert.deepStrictEqual(outline(bench.sleep(500)), ["output_audio_buffer.stopped"])
  })

  it("the client may cancel and then clear", () => {
    const bench = playing(2000)
    bench.sleep(100)
    bench.send({ type: "response.cancel" })
    const events = bench.send({ type: "output_audio_buffer.clear" })
    assert.deepStrictEqual(outline(events), ["output_audio_buffer.cleared", "conversation.item.truncated"])
    assert.strictEqual(bench.refusal({ type: "output_audio_buffer.clear" }).code, "invalid_event")
  })

  it("a clear without a cancel silences the response, and what was played of it is kept", () => {
    const bench = playing(2000)
    bench.chunk({ _tag: "Transcript", text: "one two" })
    bench.sleep(300)
    assert.deepStrictEqual(outline(bench.send({ type: "output_audio_buffer.clear" })), ["output_audio_buffer.cleared"])
    assert.deepStrictEqual(bench.chunk({ _tag: "Audio", samples: tone(1000) }), [])
    assert.deepStrictEqual(outline(bench.chunk({ _tag: "Transcript", text: " three" })), [
      "response.output_audio_transcript.delta"
    ])
    bench.chunk({ _tag: "Message" })
    bench.chunk({ _tag: "Transcript", text: "four" })
    bench.chunk({ _tag: "Audio", samples: tone(1000) })
    const events = bench.end()
    assert.deepStrictEqual(outline(events).slice(-2), ["response.done", "conversation.item.truncated xN"])
    assert.deepStrictEqual(
      all(events, "conversation.item.truncated").map((each) => [each.item_id, each.audio_end_ms]),
      bench.state.items.map(({ id }, index) => [id, index === 0 ? 300 : 0])
    )
    assert.deepStrictEqual(
      bench.state.items.map(({ audio }) => audio.get(0)?.length),
      [300 * 24, 0]
    )
    assert.deepStrictEqual(bench.sleep(5000), [])
  })

  it("a spoken item is retrieved with its transcript and without its audio", () => {
    const bench = playing()
    bench.chunk({ _tag: "Transcript", text: "Hello." })
    bench.chunk(audio(tone(5000)))
    bench.end()
    const [spoken] = bench.state.items
    const events = bench.send({ type: "conversation.item.retrieve", item_id: spoken?.id })
    const { item } = only(events, "conversation.item.retrieved")
    assert.strictEqual(item.type, "message")
    assert.deepStrictEqual("content" in item && item.content, [{ type: "output_audio", transcript: "Hello." }])
    bench.step({ _tag: "TrackAudio", samples: tone(500) })
    bench.send({ type: "input_audio_buffer.commit" })
    const said = bench.send({ type: "conversation.item.retrieve", item_id: bench.state.items[1]?.id })
    const turn = only(said, "conversation.item.retrieved").item
    assert.deepStrictEqual("content" in turn && turn.content, [{ type: "input_audio", transcript: null }])
  })

  it("audio in events is refused if audio travels in tracks", () => {
    const bench = playing()
    assert.strictEqual(bench.refusal({ type: "input_audio_buffer.append", audio: "" }).code, "invalid_event")
  })

  it.effect("the user's track is answered on the server's track", () =>
    Effect.gen(function* () {
      const { connection, expect, until } = yield* connect(Engine.echo, {}, { seed: "test" }, { audio: "tracks" })
      const media = Option.getOrThrow(connection.media)
      yield* expect("session.created")
      const got: Array<Int16Array> = []
      yield* media.incoming.pipe(
        Stream.runForEach((samples) => Effect.sync(() => got.push(samples))),
        Effect.ignore,
        Effect.forkScoped
      )
      const turn = joined([silence(400), tone(800), silence(900)])
      yield* Effect.forkScoped(Effect.ignore(media.send(turn)))
      yield* TestClock.adjust("3 seconds")
      const events = yield* until("output_audio_buffer.started")
      yield* TestClock.adjust("3 seconds")
      yield* until("output_audio_buffer.stopped")
      const start = Number(only(events, "input_audio_buffer.speech_started").audio_start_ms)
      const end = Number(only(events, "input_audio_buffer.speech_stopped").audio_end_ms)
      const loud = joined(got).filter((sample) => sample !== 0)
      assert.deepStrictEqual(
        loud,
        turn.subarray(start * 24, end * 24).filter((sample) => sample !== 0)
      )
    })
  )

  it.effect("cleared audio is not played, and a long answer waits for its playback", () =>
    Effect.gen(function* () {
      const respond = () => Stream.fromIterable(pieces(tone(60_000))).pipe(Stream.map(audio))
      const engine = Layer.succeed(Engine, { ...echo, respond })
      const { connection, send, until } = yield* connect(engine, {}, { seed: "test" }, { audio: "tracks" })
      const media = Option.getOrThrow(connection.media)
      let heard = 0
      yield* media.incoming.pipe(
        Stream.runForEach((samples) => Effect.sync(() => (heard += samples.filter((sample) => sample !== 0).length))),
        Effect.ignore,
        Effect.forkScoped
      )
      yield* send("response.create", {})
      yield* until("output_audio_buffer.started")
      yield* TestClock.adjust("2 seconds")
      yield* send("response.cancel", {})
      yield* send("output_audio_buffer.clear", {})
      const events = yield* until("conversation.item.truncated")
      assert.strictEqual(only(events, "response.done").response.status, "cancelled")
      assert.strictEqual(only(events, "conversation.item.truncated").audio_end_ms, 2000)
      yield* TestClock.adjust("10 seconds")
      assert.closeTo(heard / 24_000, 2, 0.1)
    })
  )

  it.effect(
    "over a connection: a response cancelled while its voice waits to be played is played as far as it is kept",
    () =>
      Effect.gen(function* () {
        const respond = () => Stream.fromIterable(pieces(tone(60_000))).pipe(Stream.map(audio))
        const engine = Layer.succeed(Engine, { ...echo, respond })
        const { connection, send, until } = yield* connect(engine, {}, { seed: "test" }, { audio: "tracks" })
        const media = Option.getOrThrow(connection.media)
        let heard = 0
        yield* media.incoming.pipe(
          Stream.runForEach((samples) => Effect.sync(() => (heard += samples.length))),
          Effect.ignore,
          Effect.forkScoped
        )
        yield* send("response.create", {})
        yield* until("output_audio_buffer.started")
        yield* TestClock.adjust("2 seconds")
        yield* send("response.cancel", {})
        const { item } = only(yield* until("response.output_item.done"), "response.output_item.done")
        yield* TestClock.adjust("10 seconds")
        yield* send("conversation.item.truncate", { item_id: item.id ?? "", content_index: 0, audio_end_ms: 60_000 })
        const { message } = only(yield* until("error"), "error").error
        const kept = Number(/^Audio content of (\d+)ms/.exec(message ?? "")?.[1])
        assert.isAbove(kept, 2000)
        assert.strictEqual(Math.floor(heard / 24), kept)
      })
  )
})
