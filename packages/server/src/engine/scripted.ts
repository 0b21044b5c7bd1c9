/**
 * The engine of tests and examples. It plays a script and keeps no state, so a turn of a session always has the same
 * answer.
 */
import { refuseArgument } from "@antiphon/core/boundary"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import {
  EngineError,
  type EngineParts,
  type ResponseChunk,
  type TranscriptChunk,
  type TranslationChunk
} from "./Contract.ts"
import { energyTurns } from "./energyTurns.ts"
import { pieces } from "./pieces.ts"
import type { Script, ScriptedCall, ScriptedMcpCall, ScriptedTurn } from "./Script.ts"
import { scriptProblem } from "./scriptProblem.ts"
import { answerTo } from "./scriptedAnswer.ts"
import { serverVad } from "./turnSettings.ts"
import { tones } from "./tones.ts"

/** How the engine speaks and recognizes speech. */
export interface ScriptedSenses {
  /** Speaks words without a recording. Defaults to tones. */
  readonly speak?: EngineParts["speak"]
  /** Recognizes speech, for `answers`. Without it only typed text and transcripts have words. */
  readonly transcribe?: EngineParts["transcribe"]
}

/**
 * Makes the engine that plays a script. The script's pace applies to recordings, to words that become speech, and to
 * translations.
 */
export const scripted = (script: Script, { speak = tones, transcribe }: ScriptedSenses = {}): EngineParts => {
  refuseArgument(scripted, scriptProblem(script))
  const heard = script.turns.filter((turn) => turn.heard !== undefined)
  const turnOf = (turn: number): ScriptedTurn => script.turns[turn % script.turns.length] ?? script.turns[0]
  return {
    detectTurns: energyTurns,
    transcribe: (request, audio) =>
      heard.length === 0 && transcribe !== undefined
        ? transcribe(request, audio)
        : Stream.fromIterable(transcribed(heard[request.turn % heard.length] ?? {}, request.logprobs)),
    respond: ({ context, modality, turn }) =>
      Stream.unwrap(
        Effect.map(answerTo(script.answers ?? [], context, transcribe), (answer) =>
          played(answer ?? turnOf(turn), modality, script.pace)
        )
      ),
    listTools: ({ server_label }) => Stream.fromIterable(script.mcpTools?.[server_label] ?? []),
    translate: (_settings, audio) =>
      energyTurns(serverVad, audio).pipe(
        Stream.filter(({ _tag }) => _tag === "SpeechStopped"),
        Stream.zipWithIndex,
        Stream.flatMap(([, turn]) => paced(Stream.fromIterable(interpreted(turnOf(turn))), script.pace))
      ),
    speak: (voice, text) =>
      Stream.mapEffect(speak(voice, text), (samples) => Effect.as(wait(samples, script.pace), samples))
  }
}

/** The response of one turn. */
const played = (
  { calls = [], fail, mcpCalls = [], say = "", voice, write = "" }: ScriptedTurn,
  modality: "audio" | "text",
  pace: number | undefined
): Stream.Stream<ResponseChunk, EngineError> => {
  const gap = write === "" || say === "" || modality === "audio" ? "" : "\n\n"
  const message = [
    ...words(write).map((text): ResponseChunk => ({ _tag: "Written", text })),
    ...(modality === "text" || voice === undefined ? plain(`${gap}${say}`) : recited(say, voice))
  ]
  const chunks = paced(
    Stream.fromIterable([...message, ...calls.flatMap(called), ...mcpCalls.map(calledRemotely)]),
    pace
  )
  return fail === undefined
    ? chunks
    : Stream.concat(chunks, Stream.fail(new EngineError({ part: "respond", message: fail })))
}

const called = (call: ScriptedCall): ReadonlyArray<ResponseChunk> => [
  { _tag: "FunctionCall", name: call.name },
  ...(JSON.stringify(call.arguments).match(/.{1,16}/gsu) ?? []).map((text): ResponseChunk => ({
    _tag: "Arguments",
    text
  }))
]

const calledRemotely = ({ serverLabel, name, arguments: given, result }: ScriptedMcpCall): ResponseChunk => ({
  _tag: "McpCall",
  call: { serverLabel, name, arguments: JSON.stringify(given), result }
})

/** A turn of a translation, with the speaker's words and the translated answer. */
const interpreted = ({ heard = "", say = "", voice }: ScriptedTurn): ReadonlyArray<TranslationChunk> => [
  { _tag: "Source", text: heard },
  { _tag: "Text", text: say },
  ...pieces(voice ?? new Int16Array(0)).map((samples): TranslationChunk => ({ _tag: "Audio", samples }))
]

/** Splits a text into words, each with the space before it. Drops the spaces at the end. */
const words = (text: string): ReadonlyArray<string> =>
  text
    .trimEnd()
    .split(/(?<=\S)(?=\s)/)
    .filter((word) => word !== "")

/** Splits a transcript into words. */
const transcribed = (
  { heard = "", logprobs = [] }: ScriptedTurn,
  withLogprobs: boolean
): ReadonlyArray<TranscriptChunk> =>
  words(heard).map((text, index) =>
    withLogprobs
      ? { text, logprobs: [{ token: text, logprob: logprobs[index] ?? 0, bytes: [...utf8.encode(text)] }] }
      : { text }
  )

const utf8 = new TextEncoder()

const plain = (say: string): ReadonlyArray<ResponseChunk> => words(say).map((text) => ({ _tag: "Text", text }))

/** How far the transcript runs ahead of the audio. */
const aheadMs = 300

/** Spreads the words over the recording, as if all words took equally long. */
const recited = (say: string, voice: Int16Array): ReadonlyArray<ResponseChunk> => {
  const all = words(say)
  const chunks: Array<ResponseChunk> = []
  let said = 0
  for (const [index, samples] of pieces(voice).entries()) {
    const until = index * 2400 + aheadMs * 24
    while (said < all.length && said * voice.length < until * all.length) {
      chunks.push({ _tag: "Transcript", text: all[said++] ?? "" })
    }
    chunks.push({ _tag: "Audio", samples })
  }
  return [...chunks, ...all.slice(said).map((text): ResponseChunk => ({ _tag: "Transcript", text }))]
}

const paced = <A extends ResponseChunk | TranslationChunk>(
  chunks: Stream.Stream<A>,
  pace: number | undefined
): Stream.Stream<A> => Stream.tap(chunks, (chunk) => (chunk._tag === "Audio" ? wait(chunk.samples, pace) : Effect.void))

/** Waits as long as the samples last at this pace. */
const wait = (samples: Int16Array, pace: number | undefined): Effect.Effect<void> =>
  pace === undefined ? Effect.void : Effect.sleep(samples.length / 24 / pace)
