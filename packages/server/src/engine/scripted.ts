import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { EngineParts, ResponseChunk } from "./Contract.ts"
import { energyTurns } from "./energyTurns.ts"
import { pieces } from "./pieces.ts"
import { tones } from "./tones.ts"

/** What happens at one turn. */
export interface ScriptedTurn {
  /** What the user said: the transcript of the turn, where the session asks for one. */
  readonly heard?: string
  /** What is answered. */
  readonly say?: string
  /** The answer as it was recorded, 24 kHz PCM16 mono. Without it the words are sounded as tones. */
  readonly voice?: Int16Array
}

/** Turn after turn; behind the last the first comes again. */
export interface Script {
  readonly turns: readonly [ScriptedTurn, ...ReadonlyArray<ScriptedTurn>]
  /** Audio handed out in how many times real time; all at once where absent. */
  readonly pace?: number
}

/** The engine that plays a script. */
export const scripted = (script: Script): EngineParts => {
  const turnOf = (turn: number): ScriptedTurn => script.turns[turn % script.turns.length] ?? script.turns[0]
  return {
    detectTurns: energyTurns,
    transcribe: ({ turn }) => Stream.fromIterable(words(turnOf(turn).heard ?? "")),
    respond: ({ turn, modality }) => {
      const { say = "", voice } = turnOf(turn)
      const chunks = modality === "text" || voice === undefined ? written(say) : recited(say, voice)
      return paced(Stream.fromIterable(chunks), script.pace)
    },
    speak: tones
  }
}

/** A text as its words, each with the blank before it. */
const words = (text: string): ReadonlyArray<string> => text.match(/\s*\S+/g) ?? []

const written = (say: string): ReadonlyArray<ResponseChunk> => words(say).map((text) => ({ _tag: "Text", text }))

/** Words before sound: how far the transcript runs ahead of the audio. */
const aheadMs = 300

/** A recording with its words, each as if all took equally long. */
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

const paced = (chunks: Stream.Stream<ResponseChunk>, pace: number | undefined): Stream.Stream<ResponseChunk> =>
  pace === undefined
    ? chunks
    : Stream.tap(chunks, (chunk) =>
        chunk._tag === "Audio" ? Effect.sleep(chunk.samples.length / 24 / pace) : Effect.void
      )
