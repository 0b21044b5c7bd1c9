import { createServer } from "node:http"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { Pcm16 } from "@antiphon/audio"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as fc from "fast-check"
import { TurnDetector, type TurnEvent, type TurnSettings, weightsUrl } from "../src/index.ts"
import { loadTurnDetector } from "../src/node.ts"
import { makeListener } from "../src/turns/Listener.ts"
import { chords, noise, triangle } from "./noises.ts"
import { marks, recording } from "./recordings.ts"
import { weights } from "./weights.ts"
import { vi } from "vitest"

vi.setConfig({ testTimeout: 60_000 })

const serverVad: TurnSettings = { type: "server_vad" }
const second = 24_000
const within150ms = 0.15 * second

const blocksOf = (samples: Int16Array, length: number): ReadonlyArray<Int16Array> =>
  Array.from({ length: Math.ceil(samples.length / length) }, (_, i) => samples.subarray(i * length, (i + 1) * length))

const joined = (...parts: ReadonlyArray<Int16Array>): Int16Array => Pcm16.concat(parts)

/** Keeps the starts and stops. */
const ends = (events: ReadonlyArray<TurnEvent>) => events.filter((event) => event._tag !== "Silence")

const eventsOf = (samples: Int16Array, settings = serverVad): ReadonlyArray<TurnEvent> =>
  makeListener(weights, settings).process(samples)

const detected = (samples: Int16Array, settings = serverVad) =>
  Effect.gen(function* () {
    const { detectTurns } = yield* loadTurnDetector
    return yield* Stream.runCollect(detectTurns(settings, Stream.fromIterable(blocksOf(samples, 2400))))
  })

describe("detectTurns", () => {
  it.effect("the recorded turn is found, and its ends are within 150 ms of where a person marked them", () =>
    Effect.gen(function* () {
      const [started, stopped, ...rest] = ends(yield* detected(recording("user-turn")))
      const marked = marks()
      assert(started?._tag === "SpeechStarted" && stopped?._tag === "SpeechStopped")
      assert.closeTo(started.at, marked.start, within150ms)
      assert.closeTo(stopped.at, marked.end, within150ms)
      assert.deepStrictEqual(rest, [])
    })
  )

  it.effect("the recorded turn is found in noise 13 dB below it, after half a minute of that noise", () =>
    Effect.gen(function* () {
      const turn = recording("user-turn")
      const before = new Int16Array(30 * second)
      const hiss = noise(before.length + turn.length, 1000)
      const [started, stopped, ...rest] = ends(
        yield* detected(
          joined(
            before,
            turn.map((sample, i) => sample + (hiss[i] ?? 0))
          )
        )
      )
      const marked = marks()
      assert(started?._tag === "SpeechStarted" && stopped?._tag === "SpeechStopped")
      assert.closeTo(started.at - before.length, marked.start, within150ms)
      assert.closeTo(stopped.at - before.length, marked.end, within150ms)
      assert.deepStrictEqual(rest, [])
    })
  )

  it("two turns are one turn if the silence between them is too short", () => {
    const reply = recording("reply")
    const twice = joined(reply, new Int16Array(second / 2), reply, new Int16Array(second))
    const tags = (silence_duration_ms: number) =>
      ends(eventsOf(twice, { type: "server_vad", silence_duration_ms })).map((event) => event._tag)
    assert.deepStrictEqual(tags(300), ["SpeechStarted", "SpeechStopped", "SpeechStarted", "SpeechStopped"])
    assert.deepStrictEqual(tags(1000), ["SpeechStarted", "SpeechStopped"])
  })

  it("silence, hiss, hum, beeps, clicks and plucked chords hold no turn", () => {
    const sounds: Readonly<Record<string, Int16Array>> = {
      silence: new Int16Array(10 * second),
      "faint hiss": noise(10 * second, 100),
      "loud hiss": noise(10 * second, 20_000),
      hum: triangle(10 * second, second, 50),
      tone: triangle(10 * second, second, 440),
      beeps: triangle(10 * second, second, 1000).map((sample, i) => (i % second < second / 4 ? sample : 0)),
      clicks: Int16Array.from({ length: 10 * second }, (_, i) => (i % 6000 < 100 ? 20_000 : 0)),
      chords: chords(10 * second),
      "falling noise": noise(10 * second, 20_000).map((sample, i) => sample * (1 - (i % second) / second))
    }
    for (const [name, samples] of Object.entries(sounds)) assert.deepStrictEqual(ends(eventsOf(samples)), [], name)
  })

  it("the events do not depend on the length of the blocks", () => {
    const samples = joined(recording("reply"), new Int16Array(second))
    const whole = eventsOf(samples)
    assert.strictEqual(ends(whole).length, 2)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 8 }), (lengths) => {
        const listener = makeListener(weights, serverVad)
        const events: Array<TurnEvent> = []
        let at = 0
        for (const length of [...lengths, samples.length]) {
          events.push(...listener.process(samples.subarray(at, at + length)))
          at += length
        }
        assert.deepStrictEqual(events, whole)
      }),
      { numRuns: 20 }
    )
  })

  it.effect("other fibers run while a minute in one block is processed", () =>
    Effect.gen(function* () {
      const { detectTurns } = yield* loadTurnDetector
      let turns = 0
      const ticking = Effect.sync(() => turns++).pipe(Effect.andThen(Effect.yieldNow), Effect.forever)
      const hearing = Stream.runDrain(detectTurns(serverVad, Stream.make(new Int16Array(60 * second))))
      yield* Effect.raceFirst(hearing, ticking)
      assert.isAtLeast(turns, 100)
    })
  )

  it.effect("audio that fails, fails the detection with the same error", () =>
    Effect.gen(function* () {
      const { detectTurns } = yield* loadTurnDetector
      const failing = Stream.concat(Stream.make(new Int16Array(2400)), Stream.fail("gone"))
      assert.strictEqual(yield* Effect.flip(Stream.runDrain(detectTurns(serverVad, failing))), "gone")
    })
  )
})

describe("TurnDetector.fetch", () => {
  it.live("the weights are loaded over HTTP from any address", () =>
    Effect.gen(function* () {
      const server = createServer((_, response) => response.end(readFileSync(weightsUrl)))
      yield* Effect.acquireRelease(
        Effect.promise(() => once(server.listen(0, "127.0.0.1"), "listening")),
        () => Effect.sync(() => server.close())
      )
      const address = server.address()
      assert(address !== null && typeof address === "object")
      const { detectTurns } = yield* TurnDetector.fetch(`http://127.0.0.1:${address.port}/silero-v6-16k.bin`)
      const events = yield* Stream.runCollect(detectTurns(serverVad, Stream.make(recording("user-turn"))))
      assert.strictEqual(ends(events).length, 2)
    })
  )

  it.live("weights that are not found fail with the address and what to do", () =>
    Effect.gen(function* () {
      const server = createServer((_, response) => response.writeHead(404).end())
      yield* Effect.acquireRelease(
        Effect.promise(() => once(server.listen(0, "127.0.0.1"), "listening")),
        () => Effect.sync(() => server.close())
      )
      const address = server.address()
      assert(address !== null && typeof address === "object")
      const { reason } = yield* Effect.flip(TurnDetector.fetch(`http://127.0.0.1:${address.port}/silero-v6-16k.bin`))
      assert(reason._tag === "WeightsUnreachable")
      assert.include(reason.message, "Serve that file")
      assert.match(String(reason.cause), /404/)
    })
  )
})
