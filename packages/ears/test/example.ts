import { Wav } from "@antiphon/audio"
import { makeRecognizer } from "@antiphon/ears/node"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { readFileSync } from "node:fs"

const wav = Wav.read(readFileSync("turn.wav"))
if (wav._tag === "Failure") throw wav.failure
const { channels, sampleRate } = wav.success

const program = Effect.gen(function* () {
  const recognizer = yield* makeRecognizer()
  const words = recognizer.transcribe(Stream.make(channels[0]), { sampleRate })
  yield* Stream.runForEach(words, ({ logprob, text }) => Console.log(text, logprob.toFixed(2)))
})

await Effect.runPromise(Effect.scoped(program))
