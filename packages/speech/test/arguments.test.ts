/** What a program in JavaScript passes by mistake is refused at its own line, with what to pass. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import { TurnDetector } from "../src/index.ts"
import { loadTurnDetector } from "../src/node.ts"
import { make } from "../src/voice/Voice.ts"

/** Returns the message of what a call throws. Its stack begins where the call stands. */
const messageOf = (call: unknown, ...given: ReadonlyArray<unknown>): string => {
  if (typeof call !== "function") throw new Error("no function")
  const callHere = () => Reflect.apply(call, undefined, given)
  const exit = Effect.runSyncExit(Effect.try({ try: callHere, catch: (cause) => cause }))
  const error = Exit.isFailure(exit) ? exit.cause.reasons[0] : undefined
  if (error?._tag !== "Fail" || !(error.error instanceof TypeError)) throw new Error("it was taken")
  assert.match(error.error.stack?.split("\n").slice(1, 3).join() ?? "", /callHere/)
  return error.error.message
}

const settings = { type: "server_vad" } as const
const voice = { name: "alloy", speed: 1 }
const remedy = 'Pass e.g. { type: "server_vad", threshold: 0.5, silence_duration_ms: 600 }.'

it.effect("the detector refuses settings, samples, weights and addresses that are none", () =>
  Effect.gen(function* () {
    const { detectTurns, listen } = yield* loadTurnDetector
    assert.strictEqual(messageOf(listen, {}), `Settings of turns have a type. ${remedy}`)
    assert.strictEqual(
      messageOf(listen, { ...settings, threshold: "high" }),
      `A threshold or a silence of the settings is no number. ${remedy}`
    )
    assert.strictEqual(
      messageOf(detectTurns, settings, new Int16Array(1)),
      "A stream is missing, and this is Int16Array. Pass a Stream of 24 kHz PCM16, or feed the samples to listen(settings).process."
    )
    assert.strictEqual(
      messageOf(listen(settings).process, new Float32Array(1)),
      "process takes an Int16Array of 24 kHz PCM16, not Float32Array."
    )
    assert.strictEqual(
      messageOf(TurnDetector.fromBytes, "silero.bin"),
      "The weights are bytes in a Uint8Array, and these are String. Read the file as bytes."
    )
    assert.strictEqual(messageOf(TurnDetector.fetch, 7), "The address of the weights is a text or a URL, not Number.")
  })
)

it.effect("the voice refuses a voice without a speed, and a text that is no stream", () =>
  Effect.gen(function* () {
    const { speak } = yield* make(({ onMessage }) => {
      queueMicrotask(() => onMessage({ _tag: "Ready" }))
      return { speak: () => {}, cancel: () => {}, terminate: () => {} }
    })
    assert.strictEqual(
      messageOf(speak, { name: "alloy" }, Stream.empty),
      'A voice has a name and a speed. Pass e.g. { name: "alloy", speed: 1 }.'
    )
    assert.strictEqual(
      messageOf(speak, voice, "Good morning."),
      'A stream is missing, and this is String. Pass a Stream of text, e.g. Stream.make("Good morning.").'
    )
  })
)
