import { loadTurnDetector, makeVoice } from "@antiphon/speech/node"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

const program = Effect.gen(function* () {
  const voice = yield* makeVoice
  const detector = yield* loadTurnDetector

  // Text arrives as a model writes it. Audio goes out sentence by sentence.
  const text = Stream.make("Good morn", "ing. I can speak, and", " I can tell when you have finished.")
  const audio = voice.speak({ name: "alloy", speed: 1 }, text)

  // The detector gets the spoken audio, then a second of silence.
  const listened = Stream.concat(audio, Stream.make(new Int16Array(24_000)))
  yield* detector.detectTurns({ type: "server_vad", silence_duration_ms: 600 }, listened).pipe(
    Stream.filter((event) => event._tag !== "Silence"),
    Stream.runForEach((event) => Console.log(event._tag, (event.at / 24_000).toFixed(1)))
  )
})

await Effect.runPromise(Effect.scoped(program))
