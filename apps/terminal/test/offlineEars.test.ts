/** The offline engine recognizes each turn once, and begins before the turn ends. */
import { ServerVad } from "@antiphon/core/shapes"
import type { EngineParts, TurnEvent } from "@antiphon/server"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { readFileSync } from "node:fs"
import { loadTurnDetector } from "@antiphon/speech/node"
import { detectTurns } from "../src/offline/detectTurns.ts"
import { type Ears, makeEars } from "../src/offline/Ears.ts"
import { offline } from "../src/offline/engine.ts"
import { indexOfSamples, keyOf } from "../src/offline/samples.ts"
import { asset, channels } from "./run.ts"

const { transcript }: { readonly transcript: string } = JSON.parse(readFileSync(asset("user-turn.json"), "utf8"))
const [human = new Int16Array()] = channels(asset("user-turn.wav"))
const settings = ServerVad.make({ type: "server_vad", threshold: 0.5, silence_duration_ms: 500 })

class Engine extends Context.Service<Engine, EngineParts>()("test/Engine") {}

layer(Layer.effect(Engine, offline), { excludeTestServices: true })("the offline engine", (it) => {
  const request = { turn: 0, model: "any", language: undefined, prompt: undefined, logprobs: true }

  it.effect("writes what a human says, with the probability of each word", () =>
    Effect.gen(function* () {
      const chunks = yield* Stream.runCollect((yield* Engine).transcribe(request, Stream.make(human)))
      assert.strictEqual(chunks.map(({ text }) => text).join(""), transcript)
      for (const { logprobs, text } of chunks) assert.strictEqual(logprobs?.[0]?.token, text)
    })
  )

  it.effect("refuses other languages than English, and says so", () =>
    Effect.gen(function* () {
      const engine = yield* Engine
      const failed = yield* Effect.flip(
        Stream.runCollect(engine.transcribe({ ...request, language: "de" }, Stream.make(human)))
      )
      assert.strictEqual(failed.code, "not_available_offline")
      assert.include(failed.message, "'de'")
    })
  )

  it.effect("gives the words of a translation's speaker, and then says that it translates nothing", () =>
    Effect.gen(function* () {
      const source: Array<string> = []
      const failed = yield* (yield* Engine)
        .translate({ language: "es", sourceLanguage: "en" }, Stream.make(human))
        .pipe(
          Stream.runForEach((chunk) => Effect.sync(() => chunk._tag === "Source" && source.push(chunk.text))),
          Effect.flip
        )
      assert.strictEqual(source.join(""), transcript)
      assert.strictEqual(failed.code, "not_available_offline")
    })
  )
})

describe("the turn that is recognized early", () => {
  /** Ears that record what they are asked to begin, and what became of it. */
  const recorder = Effect.gen(function* () {
    const begun: Array<{ readonly samples: number; isOpen: boolean }> = []
    const ears: Ears = {
      ...(yield* makeEars),
      begin: (speech) =>
        Effect.gen(function* () {
          const entry = { samples: speech.length, isOpen: true }
          begun.push(entry)
          yield* Scope.addFinalizer(
            yield* Effect.scope,
            Effect.sync(() => void (entry.isOpen = false))
          )
        })
    }
    return { begun, detect: detectTurns(yield* loadTurnDetector, ears) }
  })
  const blocks = (samples: Int16Array) =>
    Stream.fromIterable(
      Array.from({ length: Math.ceil(samples.length / 960) }, (_, i) => samples.subarray(i * 960, (i + 1) * 960))
    )

  it.effect("begins at its pauses, is given up when the speaker goes on, and stands at the end of the turn", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { begun, detect } = yield* recorder
        const stopped: Array<TurnEvent> = []
        const pause = new Int16Array(7200)
        const audio = Stream.concat(
          blocks(human.subarray(0, 60_000)),
          Stream.concat(blocks(pause), blocks(human.subarray(60_000)))
        )
        yield* detect(settings, audio).pipe(
          Stream.runForEach((event) =>
            Effect.sync(() => {
              if (event._tag !== "SpeechStopped") return
              stopped.push(event)
              assert.isTrue(begun.at(-1)?.isOpen)
              assert.isTrue(begun.slice(0, -1).every(({ isOpen }) => !isOpen))
            })
          )
        )
        assert.strictEqual(stopped.length, 1)
        assert.isAtLeast(begun.length, 2)
      })
    )
  )

  it.effect("is used for the turn in which it stands", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const ears = yield* makeEars
        yield* ears.begin(human.subarray(10_000, 150_000))
        const early = ears.hear([human.subarray(5_000, 160_000)])
        const words = yield* Stream.runCollect(early.words)
        assert.strictEqual(words.map(({ text }) => text).join(""), transcript)
        // The same turn in other blocks is not recognized again.
        assert.strictEqual(ears.heard([human.subarray(5_000, 80_000), human.subarray(80_000, 160_000)]), transcript)
        assert.strictEqual(ears.heard([human]), undefined)
      })
    )
  )
})

it("audio is found by its samples, however it is split", () => {
  const whole = Int16Array.from({ length: 1000 }, (_, at) => (at * 7919) % 1000)
  assert.strictEqual(indexOfSamples(whole, whole.subarray(300, 500)), 300)
  assert.strictEqual(indexOfSamples(whole, Int16Array.of(1, 2, 3)), -1)
  assert.strictEqual(indexOfSamples(new Int16Array(10), new Int16Array(20)), -1)
  assert.strictEqual(keyOf([whole]), keyOf([whole.subarray(0, 1), whole.subarray(1)]))
  assert.notStrictEqual(keyOf([whole]), keyOf([whole.subarray(1)]))
})
