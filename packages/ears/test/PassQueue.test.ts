/** The queue of the recognizer, with workers that do as the test says and a clock that stands still. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { make, type Recognizer } from "../src/recognizer/Recognizer.ts"
import type { FromWorker, Spawn, ToWorker } from "../src/recognizer/RecognizerWorker.ts"

/** Half a second of a hum, which is one stretch. */
const hum = Int16Array.from({ length: 12_000 }, (_, i) => 8000 * Math.sin(i * 0.1))

/** Workers that answer nothing by themselves. */
const stage = (first: FromWorker = { _tag: "Ready" }) => {
  const workers: Array<{
    readonly asked: Array<ToWorker>
    readonly answer: (message: FromWorker) => void
    readonly die: () => void
    isEnded: boolean
  }> = []
  const spawn: Spawn = ({ onDied, onMessage }) => {
    const worker = {
      asked: new Array<ToWorker>(),
      answer: onMessage,
      die: () => onDied("it fell over"),
      isEnded: false
    }
    workers.push(worker)
    queueMicrotask(() => onMessage(first))
    return { send: (message) => void worker.asked.push(message), terminate: () => void (worker.isEnded = true) }
  }
  return { workers, spawn }
}

/** Lets every fiber go on as far as it can. */
const settle = Effect.andThen(
  Effect.promise(() => new Promise((resolve) => setImmediate(resolve))),
  TestClock.adjust(0)
)

/** Recognizes the hum. Gives its text, or the tag of the reason for the failure. */
const recognize = (recognizer: Recognizer) =>
  Stream.runCollect(recognizer.transcribe(Stream.make(hum))).pipe(
    Effect.map((words) => words.map(({ text }) => text).join("")),
    Effect.catch(({ reason }) => Effect.succeed(reason._tag)),
    Effect.forkScoped
  )

it.effect("64 passes may wait, and the next one fails at once", () =>
  Effect.gen(function* () {
    const { spawn, workers } = stage()
    const recognizer = yield* make(spawn)
    const working = yield* recognize(recognizer)
    yield* settle
    const waiting = yield* Effect.forEach(Array.from({ length: 64 }), () => recognize(recognizer))
    yield* settle
    assert.strictEqual(yield* Fiber.join(yield* recognize(recognizer)), "RecognizerBusy")
    assert.lengthOf(workers[0]?.asked ?? [], 1)
    yield* Fiber.interruptAll([working, ...waiting])
  }).pipe(Effect.scoped)
)

it.effect("a pass that waits 30 s for its turn fails, and the one at work fails after 30 s and ends its worker", () =>
  Effect.gen(function* () {
    const { spawn, workers } = stage()
    const recognizer = yield* make(spawn)
    const working = yield* recognize(recognizer)
    yield* settle
    yield* TestClock.adjust("1 second")
    const waiting = yield* recognize(recognizer)
    yield* settle
    yield* TestClock.adjust("29 seconds")
    assert.strictEqual(yield* Fiber.join(working), "RecognizerTimeout")
    assert.isTrue(workers[0]?.isEnded)
    yield* settle
    // The waiting pass has a new worker, which answers.
    workers[1]?.answer({ _tag: "Word", word: { text: "Hello.", logprob: -0.1, tokens: [1] } })
    workers[1]?.answer({ _tag: "Done" })
    assert.strictEqual(yield* Fiber.join(waiting), "Hello.")
  }).pipe(Effect.scoped)
)

it.effect("a pass whose turn does not come within 30 s fails while the one before is at work", () =>
  Effect.gen(function* () {
    const { spawn, workers } = stage()
    const recognizer = yield* make(spawn)
    const first = yield* recognize(recognizer)
    const second = yield* recognize(recognizer)
    const third = yield* recognize(recognizer)
    yield* settle
    yield* TestClock.adjust("20 seconds")
    workers[0]?.answer({ _tag: "Done" })
    assert.strictEqual(yield* Fiber.join(first), "")
    yield* settle
    yield* TestClock.adjust("10 seconds")
    assert.strictEqual(yield* Fiber.join(third), "RecognizerTimeout")
    workers[0]?.answer({ _tag: "Done" })
    assert.strictEqual(yield* Fiber.join(second), "")
  }).pipe(Effect.scoped)
)

it.effect(
  "an interrupted pass is cancelled in the worker, and one that does not stop within 2 s loses its worker",
  () =>
    Effect.gen(function* () {
      const { spawn, workers } = stage()
      const recognizer = yield* make(spawn)
      const abandoned = yield* recognize(recognizer)
      yield* settle
      yield* Fiber.interrupt(abandoned)
      yield* settle
      assert.deepStrictEqual(workers[0]?.asked.at(-1), { _tag: "Cancel", id: 1 })
      workers[0]?.answer({ _tag: "Done" })
      const stubborn = yield* recognize(recognizer)
      yield* settle
      yield* Fiber.interrupt(stubborn)
      yield* settle
      yield* TestClock.adjust("2 seconds")
      assert.isTrue(workers[0]?.isEnded)
    }).pipe(Effect.scoped)
)

it.effect("a worker that dies fails its pass, and the next pass has a new worker", () =>
  Effect.gen(function* () {
    const { spawn, workers } = stage()
    const recognizer = yield* make(spawn)
    const lost = yield* recognize(recognizer)
    yield* settle
    workers[0]?.die()
    assert.strictEqual(yield* Fiber.join(lost), "RecognizerCrashed")
    const next = yield* recognize(recognizer)
    yield* settle
    workers[1]?.answer({ _tag: "Done" })
    assert.strictEqual(yield* Fiber.join(next), "")
  }).pipe(Effect.scoped)
)

it.effect("a runtime without SIMD and weights that cannot be used are typed errors that say what to do", () =>
  Effect.gen(function* () {
    const noSimd = yield* Effect.flip(make(stage({ _tag: "Unusable", kind: "SimdMissing", detail: "" }).spawn))
    assert.strictEqual(noSimd.reason._tag, "SimdMissing")
    assert.include(noSimd.message, "Use Node 22 or newer")
    const { spawn } = stage({ _tag: "Unusable", kind: "WeightsInvalid", detail: "the file is cut" })
    const cut = yield* Effect.flip(make(spawn))
    assert.strictEqual(
      cut.message,
      "The weights cannot be used: the file is cut. Use weights/moonshine-tiny-en.bin of this package."
    )
  }).pipe(Effect.scoped)
)

it.effect("the end of the scope ends the worker and fails what waits", () =>
  Effect.gen(function* () {
    const { spawn, workers } = stage()
    const scope = yield* Scope.make()
    const recognizer = yield* Scope.provide(make(spawn), scope)
    const one = yield* recognize(recognizer)
    const two = yield* recognize(recognizer)
    yield* settle
    yield* Scope.close(scope, Exit.void)
    assert.deepStrictEqual([yield* Fiber.join(one), yield* Fiber.join(two)], ["RecognizerCrashed", "RecognizerCrashed"])
    assert.isTrue(workers[0]?.isEnded)
  }).pipe(Effect.scoped)
)
