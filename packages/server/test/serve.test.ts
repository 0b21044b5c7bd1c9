/** What a session promises about engines, connections and time. */
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { echo, Engine, EngineError, type EngineParts } from "../src/index.ts"
import { Bench } from "./bench.ts"
import { all, audioOf, connect, joined, only, silence, tone } from "./helper.ts"

const engine = (parts: Partial<EngineParts>): Layer.Layer<Engine> => Layer.succeed(Engine, { ...echo, ...parts })

describe("an engine", () => {
  it.effect("that fails ends its response as failed, and the session goes on", () =>
    Effect.gen(function* () {
      const { send, until } = yield* connect(
        Engine.scripted({ turns: [{ say: "Oh", fail: "no tea left" }, { say: "Ah" }] })
      )
      yield* send("response.create", {})
      const failed = only(yield* until("response.done"), "response.done").response
      assert.strictEqual(failed.status, "failed")
      assert.strictEqual(failed.status_details?.error?.message, "no tea left")
      yield* send("response.create", {})
      assert.strictEqual(only(yield* until("response.done"), "response.done").response.status, "completed")
    })
  )

  it.effect("that has a bug fails its response without the details of the bug", () =>
    Effect.gen(function* () {
      const { send, until } = yield* connect(engine({ respond: () => Stream.die(new Error("secret")) }))
      yield* send("response.create", {})
      const { response } = only(yield* until("response.done"), "response.done")
      assert.strictEqual(response.status, "failed")
      assert.notInclude(JSON.stringify(response), "secret")
    })
  )

  it.effect("that pauses for 30 s fails", () =>
    Effect.gen(function* () {
      const { send, until } = yield* connect(engine({ respond: () => Stream.never }))
      yield* send("response.create", {})
      yield* until("response.created")
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(only(yield* until("response.done"), "response.done").response.status, "failed")
    })
  )

  it.effect("that says a word every 20 s may take longer than 30 s, and its next pause of 30 s fails", () =>
    Effect.gen(function* () {
      const word = Effect.as(Effect.sleep("20 seconds"), { _tag: "Transcript", text: "Oh" } as const)
      const words = Stream.mapEffect(Stream.make(1, 2), () => word)
      const { send, until } = yield* connect(engine({ respond: () => Stream.concat(words, Stream.never) }))
      yield* send("response.create", {})
      yield* until("response.created")
      for (const _ of [1, 2]) {
        yield* TestClock.adjust("20 seconds")
        yield* until("response.output_audio_transcript.delta")
      }
      yield* TestClock.adjust("30 seconds")
      const { response } = only(yield* until("response.done"), "response.done")
      assert.strictEqual(response.status_details?.error?.message, "The engine said nothing for 30 seconds.")
    })
  )

  it.effect("that fails has its cause logged, without keys and without the secrets of addresses", () =>
    Effect.gen(function* () {
      const lines: Array<unknown> = []
      const logger = Logger.make<unknown, void>(({ message }) => void lines.push(message))
      const inner = new Error(
        "GET https://user:pass@host.example/v1?key=abc: Authorization: Bearer sk-12345678abc refused"
      )
      const cause = Object.assign(new Error("fetch failed", { cause: inner }), { headers: { "x-key": "hidden" } })
      const respond = () => Stream.fail(new EngineError({ part: "respond", message: "no answer", cause }))
      yield* Effect.gen(function* () {
        const { send, until } = yield* connect(engine({ respond }))
        yield* send("response.create", {})
        yield* until("response.done")
      }).pipe(Effect.provide(Logger.layer([logger])))
      const text = JSON.stringify(lines)
      for (const part of ["the engine failed", "no answer", "fetch failed", "https://host.example/v1", "refused"]) {
        assert.include(text, part)
      }
      for (const secret of ["user", "pass", "abc", "sk-", "hidden"]) assert.notInclude(text, secret)
    })
  )

  it.effect("whose transcript has no end fails at 1 MiB of characters", () =>
    Effect.gen(function* () {
      const transcribe = () => Stream.forever(Stream.succeed({ text: "x".repeat(100_000) }))
      const { append, send, until } = yield* connect(engine({ transcribe }))
      const input = { turn_detection: null, transcription: { model: "whisper-1" } }
      yield* send("session.update", { session: { type: "realtime", audio: { input } } })
      yield* append(tone(300))
      yield* send("input_audio_buffer.commit", {})
      const events = yield* until("conversation.item.input_audio_transcription.failed")
      const { error } = only(events, "conversation.item.input_audio_transcription.failed")
      assert.strictEqual(error?.code, "server_error")
      assert.match(error.message ?? "", /more than 1048576 characters/)
      assert.strictEqual(all(events, "conversation.item.input_audio_transcription.delta").length, 10)
    })
  )

  it.effect("whose detector fails leaves the turns to the client", () =>
    Effect.gen(function* () {
      const detectTurns = () => Stream.fail(new EngineError({ part: "detectTurns", message: "deaf" }))
      const { append, expect, send } = yield* connect(engine({ detectTurns }))
      yield* expect("session.created")
      yield* append(tone(300))
      const { error } = yield* expect("error")
      assert.strictEqual(error.type, "server_error")
      assert.include(error.message, "deaf")
      yield* send("input_audio_buffer.commit", {})
      yield* expect("input_audio_buffer.committed")
    })
  )

  it.effect("whose detector is slow makes the client wait, and loses nothing", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const detectTurns: EngineParts["detectTurns"] = (settings, audio) =>
        echo.detectTurns(settings, Stream.concat(Stream.fromEffectDrain(Deferred.await(gate)), audio))
      const { append, expect, until } = yield* connect(engine({ detectTurns }))
      const turn = joined([silence(9000), tone(2000), silence(900)])
      const appending = yield* Effect.forkChild(append(turn))
      yield* expect("session.created")
      yield* Deferred.succeed(gate, undefined)
      yield* Fiber.join(appending)
      const events = yield* until("response.done")
      const start = Number(only(events, "input_audio_buffer.speech_started").audio_start_ms)
      const end = Number(only(events, "input_audio_buffer.speech_stopped").audio_end_ms)
      assert.deepStrictEqual(audioOf(events), turn.subarray(start * 24, end * 24))
    })
  )

  it.effect("that writes more than it may is stopped, and its response is closed", () =>
    Effect.gen(function* () {
      const { send, until } = yield* connect(Engine.scripted({ turns: [{ say: "Yes.", voice: tone(3000) }] }))
      for (const _ of ["first", "second"]) {
        yield* send("response.create", { response: { max_output_tokens: 20 } })
        const { response } = only(yield* until("response.done"), "response.done")
        assert.strictEqual(response.status, "incomplete")
      }
    })
  )

  it.effect("that writes only words is spoken sentence by sentence, with the transcript before the sound", () =>
    Effect.gen(function* () {
      const { send, until } = yield* connect(Engine.scripted({ turns: [{ say: "It is noon. It is hot!" }] }))
      yield* send("response.create", {})
      const events = yield* until("response.done")
      assert.deepStrictEqual(
        all(events, "response.output_audio_transcript.delta").map(({ delta }) => delta),
        ["It is noon.", " It is hot!"]
      )
      assert.strictEqual(audioOf(events).length, 6 * 250 * 24)
    })
  )
})

describe("a connection", () => {
  it.effect("that the client closes ends the session and stops the engine", () =>
    Effect.gen(function* () {
      const stopped = yield* Deferred.make<void>()
      const respond = () =>
        Stream.concat(Stream.succeed({ _tag: "Transcript", text: "Er" } as const), Stream.never).pipe(
          Stream.ensuring(Deferred.succeed(stopped, undefined))
        )
      const { connection, ended, send, until } = yield* connect(engine({ respond }))
      yield* send("response.create", {})
      yield* until("response.output_audio_transcript.delta")
      yield* connection.close(1000, "bye")
      const { reason } = yield* ended
      assert.deepInclude(reason, { _tag: "Closed", code: 1000, reason: "bye" })
      yield* Deferred.await(stopped)
    })
  )

  it("that is no call gets the error of a large event without a sideband", () => {
    const bench = new Bench()
    const limits = { type: "response.done", bytes: undefined, limitBytes: 4096, callId: undefined }
    const { error } = only(bench.step({ _tag: "TooLarge", ...limits }), "error")
    assert.deepInclude(error, {
      code: "event_too_large",
      message: "An event 'response.done' was not sent, since this connection takes at most 4096 bytes."
    })
  })

  it.effect("of the same seed, engine and client has the same events", () =>
    Effect.gen(function* () {
      const talk = Effect.scoped(
        Effect.gen(function* () {
          const { append, until } = yield* connect(Engine.echo, {}, { seed: "again" })
          yield* append(joined([silence(400), tone(600), silence(900)]))
          return yield* until("response.done")
        })
      )
      assert.deepStrictEqual(yield* talk, yield* talk)
    })
  )

  it.effect("without a seed has ids of its own", () =>
    Effect.gen(function* () {
      const first = Effect.scoped(
        Effect.flatMap(connect(Engine.echo, {}, {}), ({ expect }) => expect("session.created"))
      )
      assert.notStrictEqual((yield* first).event_id, (yield* first).event_id)
    })
  )
})
