/** The engine that needs no network. Silero detects turns, rules answer, flite speaks. */
import { EngineError, type EngineParts, type ResponseChunk } from "@antiphon/server"
import type { SpeechError } from "@antiphon/speech"
import { loadTurnDetector, makeVoice } from "@antiphon/speech/node"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import { type Answer, answerTo } from "./responder.ts"

/**
 * Answers typed text, and spoken turns that have a transcript, by a few rules. Answers any other spoken turn with its length
 * and repeats it sample for sample. Nothing here recognizes speech, so a transcription that the session asks for fails. The
 * scope ends the voice's thread.
 */
export const offline: Effect.Effect<EngineParts, CliFailure, Scope.Scope> = Effect.gen(function* () {
  const { detectTurns } = yield* loadTurnDetector
  const { speak } = yield* makeVoice
  return {
    detectTurns,
    transcribe: () => absent("transcribe", "the offline engine recognizes no speech, so there is no transcript"),
    respond: ({ context, tools }) =>
      Stream.unwrap(
        Effect.map(Clock.currentTimeMillis, (now) => {
          const functions = tools.flatMap((tool) => (tool.type === "function" && tool.name ? [tool.name] : []))
          return Stream.fromIterable(chunks(answerTo({ context, functions, now: new Date(now) })))
        })
      ),
    listTools: () => absent("listTools", "remote tools cannot be reached offline"),
    translate: () => absent("translate", "nothing is translated offline"),
    speak: (voice, text) => Stream.mapError(speak(voice, text), cannotSpeak)
  } satisfies EngineParts
}).pipe(Effect.mapError(({ message }) => cliFailure(`the offline engine cannot start: ${message}`)))

/** Fails with a part that does not exist offline. */
const absent = (part: EngineError["part"], message: string): Stream.Stream<never, EngineError> =>
  Stream.fail(new EngineError({ part, message, code: "not_available_offline" }))

/** The failure of the voice. */
const cannotSpeak = (cause: SpeechError): EngineError =>
  new EngineError({ part: "speak", message: cause.message, cause })

/** The stream of an answer. */
const chunks = (answer: Answer): ReadonlyArray<ResponseChunk> => {
  switch (answer._tag) {
    case "Say":
      return words(answer.text)
    case "Repeat":
      return [...words(answer.text), ...answer.audio.flatMap(pieces)]
    case "Call":
      return [
        { _tag: "FunctionCall", name: answer.name },
        { _tag: "Arguments", text: answer.arguments }
      ]
  }
}

/** Splits a text into words, as a model would stream it. */
const words = (text: string): ReadonlyArray<ResponseChunk> =>
  text
    .trimEnd()
    .split(/(?<=\S)(?=\s)/)
    .flatMap((word) => (word === "" ? [] : [{ _tag: "Text", text: word }]))

/** 100 ms at 24 kHz. */
const pieceSamples = 2400

/** Splits audio into pieces, as a model would stream it. */
const pieces = (block: Int16Array): ReadonlyArray<ResponseChunk> =>
  Array.from({ length: Math.ceil(block.length / pieceSamples) }, (_, index) => ({
    _tag: "Audio",
    samples: block.subarray(index * pieceSamples, (index + 1) * pieceSamples)
  }))
