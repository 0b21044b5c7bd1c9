/** Writes down what is said in a recording. */
import { type EarsError, type Word } from "@antiphon/ears"
import { makeRecognizer } from "@antiphon/ears/node"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import { readInput } from "../demo/readInput.ts"
import { printable } from "../view/format.ts"
import { subtitles } from "./subtitles.ts"

/** The values of `--format`. */
export const formats = ["text", "json", "srt"] as const

/** The form of the transcript. */
export type Format = (typeof formats)[number]

/** Prints the transcript of a WAV file. Says so on stderr if there are no words. */
export const transcribe = Effect.fnUntraced(function* (
  file: string,
  format: Format
): Effect.fn.Return<void, CliFailure> {
  const samples = yield* readInput(file)
  const words = yield* Effect.scoped(
    Effect.flatMap(makeRecognizer(), (recognizer) => Stream.runCollect(recognizer.transcribe(Stream.make(samples))))
  ).pipe(Effect.mapError(({ message }: EarsError) => cliFailure(message)))
  if (words.length === 0) yield* Console.error(`antiphon: no words were recognized in ${printable(file)}`)
  yield* Console.log(written(words, format))
})

const written = (words: ReadonlyArray<Word>, format: Format): string => {
  const text = words.map((word) => word.text).join("")
  if (format === "text") return text
  if (format === "srt") return subtitles(words).trimEnd()
  const listed = words.map(({ endMs, logprob, startMs, text }) => ({
    text,
    logprob: Number(logprob.toFixed(4)),
    stretch_start_ms: startMs,
    stretch_end_ms: endMs
  }))
  return JSON.stringify({ text, words: listed }, null, 2)
}
