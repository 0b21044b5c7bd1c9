import type { McpListedTool } from "@antiphon/core/shapes"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import {
  EngineError,
  type EngineParts,
  type McpCall,
  type ResponseChunk,
  type TranscriptChunk,
  type TranslationChunk
} from "./Contract.ts"
import { energyTurns } from "./energyTurns.ts"
import { pieces } from "./pieces.ts"
import { serverVad } from "./turnSettings.ts"
import { tones } from "./tones.ts"

/** One response, and what the user said before it. */
export interface ScriptedTurn {
  /** What the user said: the transcript of the turn, where the session asks for one. Absent where no turn precedes. */
  readonly heard?: string
  /** How sure of each word of `heard`, as natural logarithms, for sessions that include them; 0 (certain) where absent. */
  readonly logprobs?: ReadonlyArray<number>
  /** What is only written, also in a spoken answer: a text part before what is said. */
  readonly write?: string
  /** What is answered, in a message of its own before any calls. */
  readonly say?: string
  /** The answer as it was recorded, 24 kHz PCM16 mono. Without it the words are sounded as tones. */
  readonly voice?: Int16Array
  /** Functions called, in this order; the next turn is what follows their outputs. */
  readonly calls?: ReadonlyArray<ScriptedCall>
  /** Remote tools called, behind the functions; where the session asks for approval, once the client gives it. */
  readonly mcpCalls?: ReadonlyArray<ScriptedMcpCall>
  /** The response fails with this message, after what it had to say. */
  readonly fail?: string
}

export interface ScriptedCall {
  readonly name: string
  /** Sent as JSON. */
  readonly arguments: Readonly<Record<string, unknown>>
}

/** A remote call and what comes of it: an `output` or an `error`. */
export interface ScriptedMcpCall extends ScriptedCall {
  readonly serverLabel: string
  readonly result: McpCall["result"]
}

/** Turn after turn; behind the last the first comes again. */
export interface Script {
  readonly turns: readonly [ScriptedTurn, ...ReadonlyArray<ScriptedTurn>]
  /** The tools of remote MCP servers, by `server_label`. */
  readonly mcpTools?: Readonly<Record<string, ReadonlyArray<McpListedTool>>>
  /** Audio handed out in how many times real time; all at once where absent. */
  readonly pace?: number
}

/**
 * The engine that plays a script. Words without a recording are spoken by `speak`, which defaults to tones. All its audio
 * is handed out at the script's pace: recordings, words that become speech, and translations.
 */
export const scripted = (script: Script, speak: EngineParts["speak"] = tones): EngineParts => {
  const heard = script.turns.filter((turn) => turn.heard !== undefined)
  const turnOf = (turn: number): ScriptedTurn => script.turns[turn % script.turns.length] ?? script.turns[0]
  return {
    detectTurns: energyTurns,
    transcribe: ({ logprobs, turn }) => Stream.fromIterable(transcribed(heard[turn % heard.length] ?? {}, logprobs)),
    respond: ({ turn, modality }) => {
      const { write = "", say = "", voice, calls = [], mcpCalls = [], fail } = turnOf(turn)
      const gap = write === "" || say === "" || modality === "audio" ? "" : "\n\n"
      const message = [
        ...words(write).map((text): ResponseChunk => ({ _tag: "Written", text })),
        ...(modality === "text" || voice === undefined ? plain(`${gap}${say}`) : recited(say, voice))
      ]
      const chunks = paced(
        Stream.fromIterable([...message, ...calls.flatMap(called), ...mcpCalls.map(calledRemotely)]),
        script.pace
      )
      return fail === undefined
        ? chunks
        : Stream.concat(chunks, Stream.fail(new EngineError({ part: "respond", message: fail })))
    },
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

/** A turn as an interpreter renders it: what was heard, and what is said for it. */
const interpreted = ({ heard = "", say = "", voice }: ScriptedTurn): ReadonlyArray<TranslationChunk> => [
  { _tag: "Source", text: heard },
  { _tag: "Text", text: say },
  ...pieces(voice ?? new Int16Array(0)).map((samples): TranslationChunk => ({ _tag: "Audio", samples }))
]

/** A text as its words, each with the blank before it. Blanks at its end belong to none. */
const words = (text: string): ReadonlyArray<string> =>
  text
    .trimEnd()
    .split(/(?<=\S)(?=\s)/)
    .filter((word) => word !== "")

/** A transcript word by word. */
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

const paced = <A extends ResponseChunk | TranslationChunk>(
  chunks: Stream.Stream<A>,
  pace: number | undefined
): Stream.Stream<A> => Stream.tap(chunks, (chunk) => (chunk._tag === "Audio" ? wait(chunk.samples, pace) : Effect.void))

/** As long as the samples last. */
const wait = (samples: Int16Array, pace: number | undefined): Effect.Effect<void> =>
  pace === undefined ? Effect.void : Effect.sleep(samples.length / 24 / pace)
