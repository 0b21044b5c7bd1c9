/** The engine that needs no network. Silero detects turns, Moonshine recognizes them, rules answer, flite speaks. */
import { EngineError, type EngineParts, type ResponseChunk, type ResponseRequest } from "@antiphon/server"
import type { EarsError } from "@antiphon/ears"
import type { SpeechError } from "@antiphon/speech"
import { loadTurnDetector, makeVoice } from "@antiphon/speech/node"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import { detectTurns } from "./detectTurns.ts"
import { type Ears, makeEars } from "./Ears.ts"
import { type Answer, answerTo, isUntold, lastAsked } from "./responder.ts"

/**
 * Answers typed text and spoken turns by a few rules. Repeats sound without words sample for sample. It recognizes
 * English. The scope ends the threads of the voice and the recognizer.
 */
export const offline: Effect.Effect<EngineParts, CliFailure, Scope.Scope> = Effect.gen(function* () {
  const detector = yield* loadTurnDetector
  const { speak } = yield* makeVoice
  const ears = yield* makeEars
  return {
    detectTurns: detectTurns(detector, ears),
    transcribe: ({ language }, audio) =>
      Stream.unwrap(
        Effect.map(Stream.runCollect(audio), (blocks) =>
          ears.hear(blocks, language).words.pipe(
            Stream.map(({ logprob, text }) => ({ text, logprobs: [{ token: text, logprob, bytes: bytesOf(text) }] })),
            Stream.mapError(cannotHear)
          )
        )
      ),
    respond: (request) =>
      Stream.unwrap(Effect.map(answerOf(ears, request), (answer) => Stream.fromIterable(chunks(answer)))),
    listTools: () => absent("listTools", "remote tools cannot be reached offline"),
    translate: ({ sourceLanguage }, audio) =>
      ears.listen(audio, sourceLanguage).pipe(
        Stream.map((text) => ({ _tag: "Source", text }) as const),
        Stream.mapError((cause) => new EngineError({ part: "translate", message: cause.message, cause })),
        Stream.concat(absent("translate", "The offline engine recognizes English, and translates nothing."))
      ),
    speak: (voice, text) => Stream.mapError(speak(voice, text), cannotSpeak)
  } satisfies EngineParts
}).pipe(Effect.mapError(({ message }) => cliFailure(`the offline engine cannot start: ${message}`)))

/** Recognizes the last turn if it has no transcript, and answers. */
const answerOf = Effect.fnUntraced(function* (ears: Ears, { context, toolChoice, tools }: ResponseRequest) {
  const last = lastAsked(context)
  // A turn that cannot be heard is answered as one without words.
  if (last !== undefined && isUntold(last)) yield* Effect.ignore(Stream.runDrain(ears.hear(last.audio).words))
  const [now, random] = yield* Effect.all([Clock.currentTimeMillis, Random.Random])
  return answerTo({
    context,
    heard: ears.heard,
    functions: tools.filter((tool) => tool.type === "function"),
    toolChoice,
    now: new Date(now),
    random: () => random.nextDoubleUnsafe()
  })
})

/** Fails with a part that does not exist offline. */
const absent = (part: EngineError["part"], message: string): Stream.Stream<never, EngineError> =>
  Stream.fail(new EngineError({ part, message, code: "not_available_offline" }))

const cannotHear = (cause: EarsError): EngineError =>
  new EngineError({
    part: "transcribe",
    message: cause.message,
    cause,
    ...(cause.reason._tag === "LanguageUnsupported" && { code: "not_available_offline" })
  })

/** The failure of the voice. */
const cannotSpeak = (cause: SpeechError): EngineError =>
  new EngineError({ part: "speak", message: cause.message, cause })

const encoder = new TextEncoder()
const bytesOf = (text: string): ReadonlyArray<number> => [...encoder.encode(text)]

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
