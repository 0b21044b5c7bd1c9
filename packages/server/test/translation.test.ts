/** Translation sessions (protocol section 2 (11)). */
import { Translation } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { echo, Engine, EngineError, serveTranslation, TranslationMachine } from "../src/index.ts"
import { base64, joined, samplesOf, silence, tone } from "./helper.ts"

const open = Effect.fnUntraced(function* (engine: Layer.Layer<Engine>) {
  const codecs = { incoming: Translation.ServerEvent, outgoing: Translation.ClientEvent }
  const { client, server } = yield* pair(codecs)
  const serving = yield* Effect.forkScoped(
    Effect.provide(serveTranslation(server, undefined, { seed: "test", limits: { sessionMs: 60_000 } }), engine)
  )
  const events = yield* Queue.unbounded<Translation.ServerEvent>()
  yield* client.incoming.pipe(
    Stream.runForEach((decoded) =>
      decoded._tag === "Known" ? Queue.offer(events, decoded.event) : Effect.die(decoded)
    ),
    Effect.ignore,
    Effect.forkScoped
  )
  const send = (event: object): Effect.Effect<void> => {
    const decoded = Translation.ClientEvent.decodeValue(event)
    return decoded._tag === "Malformed" ? Effect.die(decoded.error) : Effect.orDie(client.send(decoded.event))
  }
  const until = Effect.fnUntraced(function* (type: Translation.ServerEvent["type"]) {
    const taken = [yield* Queue.take(events)]
    while (taken.at(-1)?.type !== type) taken.push(yield* Queue.take(events))
    return taken
  })
  const append = (samples: Int16Array) => send({ type: "session.input_audio_buffer.append", audio: base64(samples) })
  return { client, send, until, append, ended: Fiber.join(serving) }
})

const types = (events: ReadonlyArray<Translation.ServerEvent>) => events.map(({ type }) => type)

describe("(11) translation session", () => {
  const turn = joined([silence(400), tone(600), silence(900)])
  const engine = Engine.scripted({ turns: [{ heard: "Bom dia.", say: "Good morning.", voice: tone(150) }] })

  it.effect("translates audio without items, turns or responses, and closes in order", () =>
    Effect.gen(function* () {
      const { append, client, ended, send, until } = yield* open(engine)
      const [created] = yield* until("session.created")
      assert.deepInclude(created?.type === "session.created" && created.session, {
        type: "translation",
        model: "gpt-realtime-translate",
        expires_at: 60
      })
      yield* send({
        type: "session.update",
        session: { audio: { input: { transcription: { model: "whisper-1" } }, output: { language: "pt" } } }
      })
      const [updated] = yield* until("session.updated")
      assert.deepStrictEqual(updated?.type === "session.updated" && updated.session.audio, {
        input: { transcription: { model: "whisper-1" }, noise_reduction: null },
        output: { language: "pt" }
      })
      yield* append(turn)
      yield* send({ type: "session.close" })
      const events = yield* until("session.closed")
      assert.deepStrictEqual(types(events), [
        "session.input_transcript.delta",
        "session.output_transcript.delta",
        "session.output_audio.delta",
        "session.output_audio.delta",
        "session.closed"
      ])
      assert.deepInclude(events[0], { delta: "Bom dia.", elapsed_ms: 1800 })
      const heard = events.flatMap((each) =>
        each.type === "session.output_audio.delta" ? [samplesOf(each.delta)] : []
      )
      assert.deepStrictEqual(joined(heard), tone(150))
      const { reason } = yield* client.ended
      assert.strictEqual(reason._tag === "Closed" && reason.code, 1000)
      assert.strictEqual((yield* ended).reason._tag, "Closed")
    })
  )

  it.effect("sends the source text only if transcription is set", () =>
    Effect.gen(function* () {
      const { append, send, until } = yield* open(engine)
      yield* append(turn)
      yield* send({ type: "session.close" })
      assert.notInclude(types(yield* until("session.closed")), "session.input_transcript.delta")
    })
  )

  it.effect("takes nothing more after session.close", () =>
    Effect.gen(function* () {
      const waits = { ...echo, translate: () => Stream.never }
      const { append, send, until } = yield* open(Layer.succeed(Engine, waits))
      yield* send({ type: "session.close" })
      yield* append(tone(100))
      const error = (yield* until("error")).at(-1)
      assert.deepInclude(error?.type === "error" && error.error, { code: "invalid_event", param: "type" })
    })
  )

  it.effect("refuses what it does not know with its path, and goes on", () =>
    Effect.gen(function* () {
      const { append, send, until } = yield* open(Layer.succeed(Engine, echo))
      yield* send({ type: "session.update", event_id: "mine", session: { audio: { output: { speed: 2 } } } })
      const error = (yield* until("error")).at(-1)
      assert.deepInclude(error?.type === "error" && error.error, {
        code: "unknown_parameter",
        param: "session.audio.output.speed",
        event_id: "mine"
      })
      yield* append(tone(200))
      yield* until("session.output_audio.delta")
    })
  )

  it.effect("closes with 1011 if the interpreter fails, and with 1001 when it expires", () =>
    Effect.gen(function* () {
      const fails = { ...echo, translate: () => Stream.fail(new EngineError({ part: "translate", message: "lost" })) }
      const failing = yield* open(Layer.succeed(Engine, fails))
      const failed = (yield* failing.client.ended).reason
      assert.strictEqual(failed._tag === "Closed" && failed.code, 1011)
      const lasting = yield* open(Layer.succeed(Engine, echo))
      yield* lasting.until("session.created")
      yield* TestClock.adjust("1 minute")
      const expired = (yield* lasting.client.ended).reason
      assert.strictEqual(expired._tag === "Closed" && expired.code, 1001)
    })
  )

  it("begins a new interpreter for another language, and drops what the older one still says", () => {
    const first = TranslationMachine.start({ now: 0, seed: "test", model: "m", sessionMs: 60_000 })
    const update = { type: "session.update", session: { audio: { output: { language: "fi" } } } }
    const decoded = Translation.ClientEvent.decodeValue(update)
    const { state, outputs } = TranslationMachine.step(first.state, { now: 0, _tag: "Client", decoded })
    assert.deepStrictEqual(outputs.at(-1), {
      _tag: "Translate",
      run: 2,
      settings: { language: "fi", sourceLanguage: undefined }
    })
    const late = { now: 0, _tag: "Chunk", run: 1, chunk: { _tag: "Text", text: "old" } } as const
    assert.deepStrictEqual(TranslationMachine.step(state, late).outputs, [])
  })
})
