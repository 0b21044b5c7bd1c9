import { assert, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import type { Heard, Recognizer, Word } from "../src/index.ts"
import { makeRecognizer } from "../src/node.ts"
import { turn } from "./recordings.ts"

class Shared extends Context.Service<Shared, Recognizer>()("test/Shared") {}

const textOf = (words: ReadonlyArray<Word>): string => words.map(({ text }) => text).join("")

const blocksOf = (samples: Int16Array, size: number): ReadonlyArray<Int16Array> =>
  Array.from({ length: Math.ceil(samples.length / size) }, (_, i) => samples.slice(i * size, (i + 1) * size))

layer(Layer.effect(Shared, makeRecognizer()), { excludeTestServices: true })("a recognizer", (it) => {
  it.effect("writes both recordings of the demo exactly as they are spoken", () =>
    Effect.gen(function* () {
      const recognizer = yield* Shared
      for (const name of ["user-turn", "reply"] as const) {
        const { samples, text } = turn(name)
        const words = yield* Stream.runCollect(recognizer.transcribe(Stream.make(samples)))
        assert.strictEqual(textOf(words), text)
        for (const { logprob } of words) assert.isTrue(logprob <= 0 && logprob > -2)
      }
    })
  )

  it.effect("writes two turns that are spoken at the same time", () =>
    Effect.gen(function* () {
      const recognizer = yield* Shared
      const { samples, text } = turn("reply")
      const one = Stream.runCollect(recognizer.transcribe(Stream.fromIterable(blocksOf(samples, 2400))))
      const both = yield* Effect.all([one, one], { concurrency: 2 })
      assert.deepStrictEqual(both.map(textOf), [text, text])
    })
  )

  it.effect("writes words while they are spoken, and never takes one back", () =>
    Effect.gen(function* () {
      const recognizer = yield* Shared
      const { samples, text } = turn("reply")
      const guessed = yield* Deferred.make<void>()
      // The rest is spoken once the recognizer has guessed at the first two seconds.
      const [start, rest] = [samples.subarray(0, 48_000), samples.subarray(48_000)]
      const audio = Stream.fromIterable(blocksOf(start, 2400)).pipe(
        Stream.concat(Stream.fromEffectDrain(Deferred.await(guessed))),
        Stream.concat(Stream.fromIterable(blocksOf(rest, 2400)))
      )
      const heard: ReadonlyArray<Heard> = yield* recognizer.listen(audio).pipe(
        Stream.tap(({ _tag }) => (_tag === "Guess" ? Deferred.succeed(guessed, undefined) : Effect.void)),
        Stream.runCollect
      )
      assert.strictEqual(textOf(heard.flatMap((each) => (each._tag === "Words" ? each.words : []))), text)
      assert.isTrue(heard.some(({ _tag }) => _tag === "Guess"))
    })
  )

  it.effect("has no words for a turn without speech or without audio", () =>
    Effect.gen(function* () {
      const recognizer = yield* Shared
      const quiet = Stream.make(new Int16Array(24_000))
      assert.deepStrictEqual(yield* Stream.runCollect(recognizer.transcribe(quiet)), [])
      assert.deepStrictEqual(yield* Stream.runCollect(recognizer.transcribe(Stream.empty)), [])
      assert.deepStrictEqual(yield* Stream.runCollect(recognizer.listen(Stream.empty)), [])
    })
  )

  it.effect("takes English under all of its names and refuses another language", () =>
    Effect.gen(function* () {
      const recognizer = yield* Shared
      for (const language of ["en", "EN", "en-GB", "en_US", "english"]) {
        yield* Stream.runCollect(recognizer.transcribe(Stream.empty, { language }))
      }
      for (const language of ["de", "enm", ""]) {
        const error = yield* Effect.flip(Stream.runCollect(recognizer.transcribe(Stream.empty, { language })))
        assert.strictEqual(error.reason._tag, "LanguageUnsupported")
      }
    })
  )

  it.effect("goes on after a turn that was interrupted", () =>
    Effect.gen(function* () {
      const recognizer = yield* Shared
      const long = turn("user-turn").samples
      const first = yield* Stream.runCollect(Stream.take(recognizer.transcribe(Stream.make(long)), 1))
      assert.strictEqual(textOf(first), "Had")
      const { samples, text } = turn("reply")
      assert.strictEqual(textOf(yield* Stream.runCollect(recognizer.transcribe(Stream.make(samples)))), text)
    })
  )

  it.effect("fails if the weights are missing, and says what to do", () =>
    Effect.gen(function* () {
      const weights = new URL("missing.bin", import.meta.url)
      const missing = yield* Effect.flip(makeRecognizer({ weights }))
      assert.strictEqual(missing.reason._tag, "WeightsUnreachable")
      assert.include(missing.message, "Install @antiphon/ears again")
      const wrong = yield* Effect.flip(makeRecognizer({ weights: new URL(import.meta.url) }))
      assert.strictEqual(wrong.reason._tag, "WeightsInvalid")
    })
  )
})
