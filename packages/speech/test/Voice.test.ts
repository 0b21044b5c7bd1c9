/** The voice and its thread, with a thread of plain calls and a test clock. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import type { SpeechError } from "../src/index.ts"
import { make } from "../src/voice/Voice.ts"
import type { FromWorker, Spawn, SpeakRequest } from "../src/voice/VoiceWorker.ts"

const alloy = { name: "alloy", speed: 1 }

interface FakeThread {
  readonly onMessage: (message: FromWorker) => void
  readonly onDied: (detail: string) => void
  cancelled: number
  ended: boolean
}

/** Threads that are ready at once and send only what the test sends through them. */
const makeThreads = Effect.map(
  Queue.unbounded<{ readonly ask: SpeakRequest; readonly thread: FakeThread }>(),
  (asked) => {
    const threads: Array<FakeThread> = []
    const spawn: Spawn = ({ onDied, onMessage }) => {
      const thread: FakeThread = { onMessage, onDied, cancelled: 0, ended: false }
      threads.push(thread)
      queueMicrotask(() => onMessage({ _tag: "Ready" }))
      return {
        speak: (ask) => void Queue.offerUnsafe(asked, { ask, thread }),
        cancel: (id) => {
          thread.cancelled = id
        },
        terminate: () => {
          thread.ended = true
        }
      }
    }
    return { spawn, threads, next: Queue.take(asked), asked }
  }
)

const speakFully = ({ thread }: { readonly thread: FakeThread }, length = 240) => {
  thread.onMessage({ _tag: "Audio", samples: new Int16Array(length) })
  thread.onMessage({ _tag: "Spoken" })
}

const reasonOf = <A, E>(fiber: Fiber.Fiber<A, E | SpeechError>) =>
  Effect.map(Effect.flip(Fiber.join(fiber)), (error) =>
    error instanceof Error && "reason" in error ? error.reason : error
  )

describe("the voice", () => {
  it.effect("the thread gets one sentence after the other while the text is still arriving", () =>
    Effect.gen(function* () {
      const { next, spawn } = yield* makeThreads
      const voice = yield* make(spawn)
      const text = yield* Queue.unbounded<string>()
      const audio = yield* Queue.unbounded<Int16Array>()
      yield* voice.speak(alloy, Stream.fromQueue(text)).pipe(
        Stream.runForEach((samples) => Queue.offer(audio, samples)),
        Effect.forkScoped
      )
      yield* Queue.offerAll(text, ["First. Sec", "ond. T"])
      const first = yield* next
      assert.deepInclude(first.ask, { text: "First.", voice: "slt", speed: 1 })
      speakFully(first, 11)
      assert.strictEqual((yield* Queue.take(audio)).length, 11)
      const second = yield* next
      assert.strictEqual(second.ask.text, "Second.")
      assert.isAbove(second.ask.id, first.ask.id)
      speakFully(second, 12)
      assert.strictEqual((yield* Queue.take(audio)).length, 12)
    })
  )

  it.effect("the first block of a sentence is delivered before the sentence is spoken", () =>
    Effect.gen(function* () {
      const { next, spawn } = yield* makeThreads
      const voice = yield* make(spawn)
      const fiber = yield* Effect.forkChild(Stream.runHead(voice.speak(alloy, Stream.make("One."))))
      const { ask, thread } = yield* next
      thread.onMessage({ _tag: "Audio", samples: new Int16Array(7) })
      const head = yield* Fiber.join(fiber)
      assert.strictEqual(head._tag === "Some" && head.value.length, 7)
      assert.strictEqual(thread.cancelled, ask.id)
    })
  )

  it.effect("an interrupted stream cancels its sentence and drops the rest of its text", () =>
    Effect.gen(function* () {
      const { asked, next, spawn, threads } = yield* makeThreads
      const voice = yield* make(spawn)
      const fiber = yield* Effect.forkChild(Stream.runDrain(voice.speak(alloy, Stream.make("One. Two. Three."))))
      const one = yield* next
      yield* Fiber.interrupt(fiber)
      const tired = yield* Effect.forkChild(Stream.runDrain(voice.speak(alloy, Stream.make("Tired of waiting."))))
      const other = yield* Effect.forkChild(Stream.runDrain(voice.speak(alloy, Stream.make("Other."))))
      yield* TestClock.adjust(0)
      yield* Fiber.interrupt(tired)
      speakFully(one)
      const following = yield* next
      assert.strictEqual(following.ask.text, "Other.")
      assert.strictEqual(one.thread.cancelled, one.ask.id)
      speakFully(following)
      yield* Fiber.join(other)
      assert.strictEqual(yield* Queue.size(asked), 0)
      assert.strictEqual(threads.length, 1)
    })
  )

  it.effect("a thread that goes on with a cancelled sentence for 250 ms is replaced", () =>
    Effect.gen(function* () {
      const { next, spawn, threads } = yield* makeThreads
      const voice = yield* make(spawn)
      const fiber = yield* Effect.forkChild(Stream.runDrain(voice.speak(alloy, Stream.make("One."))))
      const { thread } = yield* next
      yield* Fiber.interrupt(fiber)
      const other = yield* Effect.forkChild(Stream.runDrain(voice.speak(alloy, Stream.make("Other."))))
      yield* TestClock.adjust(249)
      assert.isFalse(thread.ended)
      yield* TestClock.adjust(1)
      const following = yield* next
      assert.isTrue(thread.ended)
      assert.strictEqual(threads.length, 2)
      speakFully(following)
      yield* Fiber.join(other)
    })
  )

  it.effect("a sentence that takes 10 s fails, and another thread speaks the next", () =>
    Effect.gen(function* () {
      const { next, spawn } = yield* makeThreads
      const voice = yield* make(spawn)
      const fiber = yield* Effect.forkChild(Stream.runDrain(voice.speak(alloy, Stream.make("One."))))
      const one = yield* next
      yield* TestClock.adjust("10 seconds")
      assert.deepInclude(yield* reasonOf(fiber), { _tag: "VoiceTimeout", phase: "speaking", afterMs: 10_000 })
      assert.isTrue(one.thread.ended)
      const other = yield* Effect.forkChild(Stream.runCollect(voice.speak(alloy, Stream.make("Two."))))
      const two = yield* next
      speakFully(one, 1)
      speakFully(two, 2)
      assert.deepStrictEqual(
        (yield* Fiber.join(other)).map((samples) => samples.length),
        [2]
      )
    })
  )

  it.effect("a thread that dies fails only the sentence that it was speaking, and is replaced", () =>
    Effect.gen(function* () {
      const { next, spawn, threads } = yield* makeThreads
      const voice = yield* make(spawn)
      const fiber = yield* Effect.forkChild(Stream.runDrain(voice.speak(alloy, Stream.make("One."))))
      const { thread } = yield* next
      const other = yield* Effect.forkChild(Stream.runDrain(voice.speak(alloy, Stream.make("Two."))))
      thread.onDied("out of memory")
      thread.onDied("it ended with code 1")
      assert.deepInclude(yield* reasonOf(fiber), { _tag: "VoiceCrashed", detail: "out of memory" })
      speakFully(yield* next)
      yield* Fiber.join(other)
      assert.strictEqual(threads.length, 2)
    })
  )

  it.effect("a sentence that the thread cannot speak fails with the reason, and the thread stays", () =>
    Effect.gen(function* () {
      const { next, spawn, threads } = yield* makeThreads
      const voice = yield* make(spawn)
      const fiber = yield* Effect.forkChild(Stream.runDrain(voice.speak(alloy, Stream.make("One."))))
      const { thread } = yield* next
      thread.onMessage({ _tag: "Failed", detail: "flite ended with code 1" })
      assert.deepInclude(yield* reasonOf(fiber), { _tag: "VoiceCrashed", detail: "flite ended with code 1" })
      const other = yield* Effect.forkChild(Stream.runDrain(voice.speak(alloy, Stream.make("Two."))))
      speakFully(yield* next)
      yield* Fiber.join(other)
      assert.strictEqual(threads.length, 1)
    })
  )

  it.effect("64 sentences wait for up to 30 s, and one more is refused", () =>
    Effect.gen(function* () {
      const { next, spawn } = yield* makeThreads
      const voice = yield* make(spawn)
      const speak = (text: string) => Effect.forkChild(Stream.runDrain(voice.speak(alloy, Stream.make(text))))
      const first = yield* speak("First.")
      const asked = yield* next
      const waiting = yield* Effect.all(Array.from({ length: 64 }, (_, i) => speak(`Number ${i}.`)))
      assert.deepInclude(yield* reasonOf(yield* speak("One more.")), { _tag: "VoiceBusy", limit: 64 })
      speakFully(asked)
      yield* Fiber.join(first)
      for (let seconds = 0; seconds < 27; seconds += 9) {
        const { thread } = yield* next
        yield* TestClock.adjust("9 seconds")
        thread.onMessage({ _tag: "Spoken" })
      }
      yield* next
      yield* TestClock.adjust("3 seconds")
      const last = waiting.at(-1)
      assert.isDefined(last)
      assert.deepInclude(yield* reasonOf(last), { _tag: "VoiceTimeout", phase: "waiting", afterMs: 30_000 })
    })
  )

  it.effect("the voice works ahead of a slow consumer by at most 50 blocks and a sentence", () =>
    Effect.gen(function* () {
      const { asked, next, spawn } = yield* makeThreads
      const voice = yield* make(spawn)
      const taken = yield* Queue.bounded<Int16Array>(1)
      yield* voice.speak(alloy, Stream.make("One. Two. Three. Four. Five.")).pipe(
        Stream.runForEach((samples) => Queue.offer(taken, samples)),
        Effect.forkScoped
      )
      for (const expected of ["One.", "Two.", "Three."]) {
        const { ask, thread } = yield* next
        assert.strictEqual(ask.text, expected)
        for (let i = 0; i < 30; i++) thread.onMessage({ _tag: "Audio", samples: new Int16Array(1) })
        thread.onMessage({ _tag: "Spoken" })
        yield* TestClock.adjust(0)
      }
      yield* Effect.repeat(Effect.yieldNow, { times: 1000 })
      assert.strictEqual(yield* Queue.size(asked), 0)
      yield* Effect.forkScoped(Effect.forever(Queue.take(taken)))
      assert.strictEqual((yield* next).ask.text, "Four.")
    })
  )

  it.effect("a closed scope fails the sentences that wait and those that come later", () =>
    Effect.gen(function* () {
      const { next, spawn, threads } = yield* makeThreads
      const scope = yield* Scope.make()
      const voice = yield* Scope.provide(make(spawn), scope)
      const fiber = yield* Effect.forkChild(Stream.runDrain(voice.speak(alloy, Stream.make("One."))))
      yield* next
      yield* Scope.close(scope, Exit.void)
      assert.deepInclude(yield* reasonOf(fiber), { _tag: "VoiceCrashed", detail: "its scope is closed" })
      const later = yield* Effect.forkChild(Stream.runDrain(voice.speak(alloy, Stream.make("One."))))
      assert.deepInclude(yield* reasonOf(later), { _tag: "VoiceCrashed", detail: "its scope is closed" })
      assert.isTrue(threads[0]?.ended)
    })
  )

  it.effect("making a voice fails if no thread can start", () =>
    Effect.gen(function* () {
      const refused: Spawn = () => {
        throw new Error("threads are not allowed")
      }
      const { reason } = yield* Effect.flip(make(refused))
      assert(reason._tag === "VoiceCrashed")
      assert.match(String(reason.cause), /not allowed/)
      const dying: Spawn = ({ onDied }) => {
        queueMicrotask(() => onDied("no such file"))
        return { speak: () => undefined, cancel: () => undefined, terminate: () => undefined }
      }
      assert.deepInclude((yield* Effect.flip(make(dying))).reason, { _tag: "VoiceCrashed", detail: "no such file" })
    })
  )

  it.effect("making a voice fails if the thread is not ready after 30 s", () =>
    Effect.gen(function* () {
      let ended = false
      const silent: Spawn = () => ({ speak: () => undefined, cancel: () => undefined, terminate: () => (ended = true) })
      const fiber = yield* Effect.forkChild(make(silent))
      yield* TestClock.adjust("30 seconds")
      assert.deepInclude(yield* reasonOf(fiber), { _tag: "VoiceCrashed" })
      assert.isTrue(ended)
    })
  )

  it.effect("a text that fails, fails the audio with the same error", () =>
    Effect.gen(function* () {
      const { spawn } = yield* makeThreads
      const voice = yield* make(spawn)
      assert.strictEqual(yield* Effect.flip(Stream.runDrain(voice.speak(alloy, Stream.fail("gone")))), "gone")
    })
  )

  it.effect("the speed is kept between 0.25 and 1.5", () =>
    Effect.gen(function* () {
      const { next, spawn } = yield* makeThreads
      const voice = yield* make(spawn)
      for (const [speed, expected] of [
        [0, 0.25],
        [0.3, 0.3],
        [9, 1.5]
      ] as const) {
        const fiber = yield* Effect.forkChild(Stream.runDrain(voice.speak({ name: "ash", speed }, Stream.make("One."))))
        const asked = yield* next
        assert.deepInclude(asked.ask, { speed: expected, voice: "rms" })
        speakFully(asked)
        yield* Fiber.join(fiber)
      }
    })
  )
})
