/** The real voice in its real thread. */
import { Pcm16 } from "@antiphon/audio"
import { assert, describe, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { fliteVoice, type Voice } from "../src/index.ts"
import { makeVoice } from "../src/node.ts"
import { spawnSpeaker } from "../src/node/makeVoice.ts"
import { makeListener } from "../src/turns/Listener.ts"
import { make } from "../src/voice/Voice.ts"
import type { VoiceWorker } from "../src/voice/VoiceWorker.ts"
import { weights } from "./weights.ts"
import { vi } from "vitest"

vi.setConfig({ testTimeout: 60_000 })

class Speaker extends Context.Service<Speaker, Voice>()("test/Speaker") {
  static readonly layer = Layer.effect(Speaker, makeVoice)
}

const alloy = { name: "alloy", speed: 1 }
const second = 24_000
const fifteenWords = "The quick brown fox jumps over the lazy dog while seven children watch from afar."

const spoken = (text: string, voice = alloy) =>
  Effect.gen(function* () {
    const { speak } = yield* Speaker
    const blocks = yield* Stream.runCollect(speak(voice, Stream.make(text)))
    return Pcm16.concat(blocks)
  })

describe("makeVoice", () => {
  layer(Speaker.layer, { excludeTestServices: true, timeout: 60_000 })((it) => {
    it.effect("a spoken sentence is one turn to the turn detector, as loud as speech and as long as 15 words are", () =>
      Effect.gen(function* () {
        const samples = yield* spoken(fifteenWords)
        assert.isAbove(samples.length, 3 * second)
        assert.isBelow(samples.length, 8 * second)
        assert.isAbove(Pcm16.level(samples).rms, 0.05)
        const events = [samples, new Int16Array(second)].flatMap(makeListener(weights, { type: "server_vad" }).process)
        const turns = events.filter((event) => event._tag !== "Silence")
        assert.deepStrictEqual(
          turns.map((event) => event._tag),
          ["SpeechStarted", "SpeechStopped"]
        )
      })
    )

    it.effect("blocks have 100 ms, and only the last one of a sentence is shorter", () =>
      Effect.gen(function* () {
        const { speak } = yield* Speaker
        const lengths = (yield* Stream.runCollect(speak(alloy, Stream.make("Hello there.")))).map(
          ({ length }) => length
        )
        assert.isAbove(lengths.length, 5)
        for (const length of lengths) assert.isAtMost(length, 2400)
        assert.isAtLeast(lengths.filter((length) => length > 2300).length, lengths.length - 2)
      })
    )

    it.effect("a sentence is spoken while the next one is still being written", () =>
      Effect.gen(function* () {
        const { speak } = yield* Speaker
        const text = yield* Queue.unbounded<string>()
        const blocks = yield* Queue.unbounded<Int16Array>()
        yield* speak(alloy, Stream.fromQueue(text)).pipe(
          Stream.runForEach((block) => Queue.offer(blocks, block)),
          Effect.forkScoped
        )
        yield* Queue.offerAll(text, ["The first sen", "tence. And", " the"])
        assert.isAbove((yield* Queue.take(blocks)).length, 0)
      })
    )

    it.effect("speaking happens in the worker, so no WebAssembly runs here and the event loop goes on", () =>
      Effect.gen(function* () {
        const { Instance, Module, instantiate } = WebAssembly
        const refuse = () => {
          throw new Error("WebAssembly on the main thread")
        }
        yield* Effect.acquireRelease(
          Effect.sync(() => Object.assign(WebAssembly, { Instance: refuse, Module: refuse, instantiate: refuse })),
          () => Effect.sync(() => Object.assign(WebAssembly, { Instance, Module, instantiate }))
        )
        let turns = 0
        const ticking = Effect.forever(
          Effect.andThen(
            Effect.yieldNow,
            Effect.sync(() => turns++)
          )
        )
        const samples = yield* Effect.raceFirst(spoken(fifteenWords), ticking)
        assert.isAbove(samples.length, 3 * second)
        assert.isAbove(turns, 20)
      })
    )

    it.effect("speech takes half as long again at two thirds of the speed, and four times as long at a quarter", () =>
      Effect.gen(function* () {
        const text = "Nothing is lost."
        const [normal, slow, slowest, fast] = yield* Effect.all(
          [1, 2 / 3, 0.25, 1.5].map((speed) => Effect.map(spoken(text, { name: "alloy", speed }), (s) => s.length))
        )
        assert(normal !== undefined && slow !== undefined && slowest !== undefined && fast !== undefined)
        assert.closeTo(slow / normal, 1.5, 0.1)
        assert.closeTo(slowest / normal, 4, 0.2)
        assert.closeTo(normal / fast, 1.5, 0.1)
      })
    )

    it.effect("there are five voices, and every name of the protocol is one of them", () =>
      Effect.gen(function* () {
        const names = ["slt", "rms", "awb", "kal16", "kal"]
        const blocks = yield* Effect.forEach(names, (name) => spoken("Hello there.", { name, speed: 1 }))
        for (const samples of blocks) assert.isAbove(Pcm16.level(samples).rms, 0.02)
        assert.strictEqual(new Set(blocks.map((samples) => samples.join())).size, 5)
        const alloy = yield* spoken("Hello there.")
        assert.deepStrictEqual(alloy, blocks[0])
        const protocol = ["alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse", "marin", "cedar"]
        assert.deepStrictEqual(new Set([...protocol, "constructor", "someone new"].map(fliteVoice)), new Set(names))
      })
    )

    it.effect("a text without words has no audio", () =>
      Effect.gen(function* () {
        for (const text of ["", "  \n ", "...", "😀"]) assert.strictEqual((yield* spoken(text)).length, 0, text)
      })
    )

    it.effect(
      "numbers, marks, other scripts, options, control characters and endless words are spoken to their end",
      () =>
        Effect.gen(function* () {
          const texts = [
            "Dr. Smith paid $3.50 (20% off) on 12/3/2024 at 5:30pm, i.e. 1,234,567.89 times!",
            "1234567890".repeat(4),
            "Привет, как дела? 你好，世界。 مرحبا",
            "Größe, naïve, façade — “quoted” …",
            "--help -voice kal <speak>&amp;</speak> %s%n (a [b {c",
            "a\u0000b\u001b[31m\uD800 c",
            "supercalifragilistic".repeat(10),
            "x".repeat(60)
          ]
          for (const text of texts) assert.isAbove((yield* spoken(text)).length, second / 10, text)
        })
    )

    it.effect("a speaker gets its turn between the sentences of another, and at once when the other stops", () =>
      Effect.gen(function* () {
        const { speak } = yield* Speaker
        const started = yield* Queue.unbounded<string>()
        const long = yield* speak(alloy, Stream.make(`${fifteenWords} `.repeat(50))).pipe(
          Stream.runForEach(() => Queue.offer(started, "long")),
          Effect.forkChild
        )
        yield* Queue.take(started)
        assert.isAbove((yield* spoken("Hello.")).length, 0)
        assert.isUndefined(long.pollUnsafe())
        yield* Fiber.interrupt(long)
        yield* Queue.clear(started)
        assert.isAbove((yield* spoken("Hello again.")).length, 0)
        assert.strictEqual(yield* Queue.size(started), 0)
      })
    )

    it.effect("a thread that dies fails its sentence, and a new one speaks the next", () =>
      Effect.gen(function* () {
        const threads: Array<VoiceWorker> = []
        const { speak } = yield* make((handlers) => {
          const thread = spawnSpeaker(handlers)
          threads.push(thread)
          return thread
        })
        const long = `${fifteenWords} `.repeat(50)
        const error = yield* speak(alloy, Stream.make(long)).pipe(
          Stream.runForEach(() => Effect.sync(() => threads[0]?.terminate())),
          Effect.flip
        )
        assert.deepInclude(error.reason, { _tag: "VoiceCrashed", detail: "it ended with code 1" })
        const blocks = yield* Stream.runCollect(speak(alloy, Stream.make("Here I am.")))
        assert.isAbove(blocks.length, 5)
        assert.strictEqual(threads.length, 2)
      })
    )
  })
})
