/** Holds the turn of `antiphon demo --live`, which speaks OpenAI Live. */
import { Pcm16, pcm24k, Wav } from "@antiphon/audio"
import * as Live from "@antiphon/core/live"
import { Transport, type TransportError } from "@antiphon/core"
import { describeEnd, type LiveEnd, type LiveError, LiveSession, type LiveTurn } from "@antiphon/live"
import { record, type RecordingError } from "@antiphon/recording"
import { fileSink } from "@antiphon/recording/node"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Answerer } from "../Answerer.ts"
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import { printable, seconds } from "../view/format.ts"
import type { DemoOptions } from "./demo.ts"
import { outputsIn } from "./outputs.ts"
import { readInput } from "./readInput.ts"
import { writeWhole } from "./writeWhole.ts"

/** The length of a piece of the caller's voice, in ms. */
const pieceMs = 100
const pieceSamples = (pcm24k.rate * pieceMs) / 1000
/** The answer is over after this much silence. A Live stream marks no end. */
const silenceMs = 1500
/** Softer than this is silence. */
const quiet = 100
/** How long the server may take to answer after the recording's end. */
const deadlineSeconds = 45

/** The model's stream so far. */
interface Heard {
  readonly blocks: Array<Int16Array>
  samples: number
  /** Where the first sound begins and the last one ends, in samples. */
  from: number | undefined
  until: number
}

/** Holds the turn, closes the session in order, writes three files, and prints what happened. */
export const liveDemo = Effect.fnUntraced(function* (
  options: DemoOptions
): Effect.fn.Return<void, CliFailure | TransportError | LiveError | RecordingError, Scope.Scope | Transport> {
  const voice = yield* readInput(options.input)
  const outputs = yield* outputsIn(options.out)
  const answerer = yield* options.server
  const began = yield* Clock.currentTimeMillis
  const connection = yield* Transport.use(({ connect }) => connect(endpointOf(answerer)))
  yield* say("connected", `${answerer.url} in ${(yield* Clock.currentTimeMillis) - began} ms: ${answerer.name}`)
  const recorded = yield* record(connection, yield* fileSink(outputs.session), { endpoint: answerer.url })
  const session = yield* LiveSession.make(recorded, { session: { model: options.model, store: false } })
  yield* say("session", `${(yield* session.state).session?.id ?? "started"}, one stream both ways`)

  const heard: Heard = { blocks: [], samples: 0, from: undefined, until: 0 }
  yield* Effect.forkScoped(Effect.ignore(speak(session.sendAudio, voice, options.paced)))
  yield* Stream.runForEachWhile(session.audio, (block) => Effect.sync(() => hear(heard, block))).pipe(
    Effect.timeoutOrElse({
      duration: `${Math.ceil(voice.length / pcm24k.rate) + deadlineSeconds} seconds`,
      orElse: () => Effect.fail(cliFailure(`the server did not answer within ${deadlineSeconds} s`))
    })
  )
  const end = yield* session.close
  for (const turn of (yield* session.state).turns) yield* say(turn.speaker === "user" ? "you" : "model", wordsOf(turn))
  yield* say("closed", `${describeEnd(end)} ${usageOf(end)}`)
  const unwritten = yield* recorded.recordingFailed
  if (unwritten._tag === "Some") return yield* unwritten.value
  yield* write(outputs, { heard, voice })
  for (const path of Object.values(outputs)) yield* say("written", path)
  if (end._tag === "Lost") return yield* cliFailure("the session was lost before it was closed")
})

const endpointOf = ({ key, url }: Answerer) =>
  Live.session({ base: url, ...(Option.isSome(key) ? { credential: key.value } : {}) })

/** Sends the voice and then silence until it is interrupted. Unpaced, only the silence after it has the pace of a microphone. */
const speak = Effect.fnUntraced(function* (
  send: (samples: Int16Array) => Effect.Effect<void, LiveError>,
  voice: Int16Array,
  paced: boolean
): Effect.fn.Return<never, LiveError> {
  const began = yield* Clock.currentTimeMillis
  // A second of silence lets the server find the end of an unpaced turn.
  const unpaced = paced ? 0 : voice.length + pcm24k.rate
  for (let at = 0; ; at += pieceSamples) {
    const samples = new Int16Array(pieceSamples)
    samples.set(voice.subarray(at, at + pieceSamples))
    if (at >= unpaced) {
      const due = began + ((at - unpaced + pieceSamples) / pcm24k.rate) * 1000
      yield* Effect.sleep(Math.max(0, due - (yield* Clock.currentTimeMillis)))
    }
    yield* send(samples)
  }
})

/** Adds a block of the model's stream. Returns whether the answer is still to come or still sounds. */
const hear = (heard: Heard, block: Int16Array): boolean => {
  const isSound = block.some((sample) => Math.abs(sample) > quiet)
  if (isSound) heard.from ??= heard.samples
  heard.blocks.push(block)
  heard.samples += block.length
  if (isSound) heard.until = heard.samples
  return heard.from === undefined || heard.samples - heard.until < (silenceMs * pcm24k.rate) / 1000
}

const wordsOf = ({ startMs, text }: LiveTurn): string =>
  `${startMs === undefined ? "" : `${seconds(startMs)}  `}${printable(JSON.stringify(text))}`

const usageOf = ({ usage }: LiveEnd): string =>
  `${usage.seconds.toFixed(1)} s were used${usage.isSettled ? "" : " at least"}.`

const say = (what: string, words: string): Effect.Effect<void> => Console.log(`${what.padEnd(12)}${words}`)

const write = (
  outputs: Effect.Success<ReturnType<typeof outputsIn>>,
  { heard, voice }: { readonly heard: Heard; readonly voice: Int16Array }
): Effect.Effect<void, CliFailure> => {
  const model = Pcm16.concat(heard.blocks)
  const { rate: sampleRate } = pcm24k
  const reply = model.subarray(heard.from ?? 0, heard.until)
  return Effect.tryPromise({
    try: async () => {
      await writeWhole(outputs.reply, Wav.write({ sampleRate, channels: [reply] }))
      await writeWhole(outputs.conversation, Wav.write({ sampleRate, channels: [voice, model] }))
    },
    catch: (cause) => cliFailure(`cannot write ${outputs.reply}: ${String(cause)}`)
  })
}
