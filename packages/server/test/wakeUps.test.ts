/** A timer may fire early, so every wait for a time checks the time again. */
import { assert, describe, it } from "@effect/vitest"
import { Translation } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { Engine, Keys, serveTranslation, TranslationMachine } from "../src/index.ts"
import { Bench } from "./bench.ts"
import { connect, only, tone } from "./helper.ts"

/** The clock of the test, whose timers fire a millisecond before their time. */
const early = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Clock.Clock, (clock) => {
    const sleep = (duration: Duration.Duration) => {
      const ms = Duration.toMillis(duration)
      return clock.sleep(Duration.millis(ms > 1 ? ms - 1 : ms))
    }
    return Effect.provideService(effect, Clock.Clock, { ...clock, sleep })
  })

/** The clock of the test, whose wall clock `set` sets. */
const settable = <A, E, R>(effect: (set: (byMs: number) => void) => Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(Clock.Clock, (clock) => {
    let offset = 0
    const currentTimeMillisUnsafe = () => clock.currentTimeMillisUnsafe() + offset
    const currentTimeMillis = Effect.sync(currentTimeMillisUnsafe)
    return Effect.provideService(
      effect((byMs) => void (offset += byMs)),
      Clock.Clock,
      { ...clock, currentTimeMillis, currentTimeMillisUnsafe }
    )
  })

const hour = 3_600_000

describe("the machine sets its timer again if a tick comes too early", () => {
  it("for the end of playback", () => {
    const bench = new Bench({ ownsPlayback: true })
    bench.send({ type: "response.create" })
    bench.chunk({ _tag: "Audio", samples: tone(1000) })
    bench.end()
    const wake = { _tag: "Wake", reason: "playback", at: bench.now + 1000 } as const
    bench.commands.length = 0
    assert.deepStrictEqual(bench.sleep(999.5), [])
    assert.deepInclude(bench.commands, wake)
    only(bench.sleep(0.5), "output_audio_buffer.stopped")
    bench.commands.length = 0
    bench.sleep(1)
    assert.isFalse(bench.commands.some((each) => each._tag === "Wake" && each.reason === "playback"))
  })

  it("for the idle timeout", () => {
    const bench = new Bench()
    const turn_detection = { type: "server_vad", idle_timeout_ms: 5000 }
    bench.send({ type: "session.update", session: { type: "realtime", audio: { input: { turn_detection } } } })
    bench.send({ type: "response.create" })
    bench.end()
    const wake = { _tag: "Wake", reason: "idle", at: bench.now + 5000 } as const
    bench.commands.length = 0
    assert.deepStrictEqual(bench.sleep(4999), [])
    assert.deepInclude(bench.commands, wake)
    only(bench.sleep(1), "input_audio_buffer.timeout_triggered")
  })

  it("for the end of the session", () => {
    const bench = new Bench({ limits: { sessionMs: 20_000 } })
    assert.deepStrictEqual(bench.sleep(19_999), [])
    assert.deepInclude(bench.commands, { _tag: "Wake", reason: "expiry", at: 1_020_000 } as const)
    assert.strictEqual(only(bench.sleep(1), "error").error.code, "session_expired")
  })

  it("for the end of a translation session", () => {
    const { state } = TranslationMachine.start({ now: 0, seed: "test", model: "m", sessionMs: 20_000 })
    const { outputs } = TranslationMachine.step(state, { _tag: "Tick", now: 19_999 })
    assert.deepStrictEqual(outputs, [{ _tag: "Wake", at: 20_000 }])
  })
})

describe("a session whose timers fire early", () => {
  it.effect("sends the end of playback on time", () =>
    early(
      Effect.gen(function* () {
        const engine = Engine.scripted({ turns: [{ say: "One two.", voice: tone(1000.3) }] })
        const { connection, send, until } = yield* connect(engine, {}, { seed: "test" }, { audio: "tracks" })
        const media = Option.getOrThrow(connection.media)
        yield* media.incoming.pipe(Stream.runDrain, Effect.ignore, Effect.forkScoped)
        yield* send("response.create", {})
        yield* until("response.done")
        const stopped = yield* Effect.forkScoped(until("output_audio_buffer.stopped"))
        yield* TestClock.adjust("5 seconds")
        yield* Fiber.join(stopped)
      })
    )
  )

  it.effect("takes the turn after the idle timeout", () =>
    early(
      Effect.gen(function* () {
        const { append, send, until } = yield* connect(Engine.scripted({ turns: [{ say: "One two." }] }))
        const turn_detection = { type: "server_vad", idle_timeout_ms: 5000 } as const
        yield* send("session.update", { session: { type: "realtime", audio: { input: { turn_detection } } } })
        yield* append(new Int16Array(24_000))
        yield* send("response.create", { response: { output_modalities: ["text"] } })
        yield* until("response.done")
        const taken = yield* Effect.forkScoped(until("input_audio_buffer.timeout_triggered"))
        yield* TestClock.adjust("6 seconds")
        yield* Fiber.join(taken)
      })
    )
  )

  it.effect("ends when its time is up, even if nothing else happens", () =>
    early(
      Effect.gen(function* () {
        const { ended, until } = yield* connect(Engine.echo, {}, { limits: { sessionMs: 20_000 } })
        yield* until("session.created")
        yield* TestClock.adjust("20 seconds")
        assert.deepInclude((yield* ended).reason, { _tag: "Closed", code: 1001 })
      })
    )
  )
})

describe("a wall clock that is set", () => {
  for (const [words, byMs] of [
    ["back", -2 * hour],
    ["forward", 2 * hour]
  ] as const) {
    it.effect(`${words} by two hours neither keeps a session open nor ends it early`, () =>
      settable((set) =>
        Effect.gen(function* () {
          const { ended, expect, send, until } = yield* connect(Engine.echo, {}, { limits: { sessionMs: 20_000 } })
          yield* until("session.created")
          set(byMs)
          yield* TestClock.adjust("19 seconds")
          yield* send("input_audio_buffer.clear", {})
          yield* expect("input_audio_buffer.cleared")
          yield* TestClock.adjust("1 seconds")
          assert.deepInclude((yield* ended).reason, { _tag: "Closed", code: 1001 })
        })
      )
    )

    it.effect(`${words} by two hours does the same to a translation session`, () =>
      settable((set) =>
        Effect.gen(function* () {
          const vocabulary = { incoming: Translation.ServerEvent, outgoing: Translation.ClientEvent }
          const { client, server } = yield* pair(vocabulary)
          const serving = serveTranslation(server, undefined, { limits: { sessionMs: 20_000 } })
          const session = yield* Effect.forkScoped(Effect.provide(serving, Engine.echo))
          yield* client.incoming.pipe(Stream.runDrain, Effect.ignore, Effect.forkScoped)
          yield* TestClock.adjust("1 seconds")
          set(byMs)
          yield* TestClock.adjust("18 seconds")
          assert.isUndefined(session.pollUnsafe())
          yield* TestClock.adjust("1 seconds")
          assert.deepInclude((yield* Fiber.join(session)).reason, { _tag: "Closed", code: 1001 })
        })
      )
    )

    it.effect(`${words} by two hours does the same to a client secret`, () =>
      settable((set) =>
        Effect.gen(function* () {
          const keys = yield* Keys
          const { value } = yield* keys.makeSecret({ _tag: "Session", session: undefined }, 20)
          set(byMs)
          yield* TestClock.adjust("19 seconds")
          assert.isTrue(Option.isSome(yield* keys.verify(Option.some(value))))
          yield* TestClock.adjust("1 seconds")
          assert.isTrue(Option.isNone(yield* keys.verify(Option.some(value))))
        }).pipe(Effect.provide(Keys.layer({ apiKeys: [Redacted.make("sk-test")] })))
      )
    )
  }
})
