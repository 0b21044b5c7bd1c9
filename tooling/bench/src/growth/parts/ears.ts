/** What there can be more of in audio, and in the words that are heard in it. */
import { Segmenter } from "../../../../../packages/ears/src/model/Segmenter.ts"
import { words } from "../../../../../packages/ears/src/model/words.ts"
import { listenWith } from "../../../../../packages/ears/src/recognizer/listen.ts"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { PartCase } from "../Case.ts"
import type { Work } from "../measureGrowth.ts"

const numbers = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, at) => at)

/** A tone of `length` samples at 16 kHz, with a pause in each `pauseEvery` samples. */
const speech = (length: number, pauseEvery: number): Int16Array =>
  Int16Array.from({ length }, (_, at) => (at % pauseEvery < 8000 ? 0 : 8000 * Math.sin(at / 8)))

/** Splits samples that come in pieces of this size. */
const splitting =
  (size: number, pauseEvery: number, samplesOf = (n: number) => n * size) =>
  (n: number): Work => {
    const samples = speech(samplesOf(n), pauseEvery)
    return () => {
      const segmenter = new Segmenter()
      for (let at = 0; at < samples.length; at += size) segmenter.push(samples.subarray(at, at + size))
    }
  }

const everySecond = 16_000
const never = Infinity

/** A recognizer that finds three words in a second. */
const recognize = ({ samples, prefix }: { readonly samples: Int16Array; readonly prefix: ReadonlyArray<number> }) =>
  Stream.fromIterable(
    numbers(Math.floor(samples.length / 5333))
      .slice(prefix.length)
      .map((at) => ({ text: ` word${at}`, logprob: -0.1, tokens: [at] }))
  )

export const earsCases: ReadonlyArray<PartCase> = [
  { name: "audio: pieces of 20 ms, with pauses", prepare: splitting(320, everySecond), largest: 8192 },
  { name: "audio: pieces of 20 ms, without a pause", prepare: splitting(320, never), largest: 8192 },
  { name: "audio: pieces of one sample", prepare: splitting(1, never), first: 524_288, largest: 524_288 },
  {
    name: "audio: seconds of one piece, with pauses",
    prepare: splitting(1 << 30, everySecond, (n) => n * 16_000),
    first: 128,
    largest: 512
  },
  {
    name: "audio: seconds of one piece, without a pause",
    prepare: splitting(1 << 30, never, (n) => n * 16_000),
    first: 128,
    largest: 512
  },
  {
    name: "listening: pieces of 20 ms",
    prepare: (n) => {
      const audio = numbers(n).map(() => speech(480, everySecond).fill(0))
      const voiced = speech(480 * n, everySecond)
      for (const [at, piece] of audio.entries()) piece.set(voiced.subarray(480 * at, 480 * (at + 1)))
      return () => Effect.runPromise(Stream.runDrain(listenWith({ recognize }, Stream.fromIterable(audio))))
    },
    largest: 8192
  },
  {
    name: "tokens of a word",
    prepare: (n) => {
      const tokens = numbers(n).map(() => ({ id: 0, logprob: -0.1 }))
      return () => [...words(tokens, ["a"], true)].length
    }
  },
  {
    name: "words",
    prepare: (n) => {
      const tokens = numbers(n).map(() => ({ id: 0, logprob: -0.1 }))
      return () => [...words(tokens, ["▁a"], true)].length
    }
  }
]
