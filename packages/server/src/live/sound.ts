/** Audio of a Live session on the wire. The machine counts in samples of 24 kHz. */
import { Base64, Pcm16 } from "@antiphon/audio"
import type * as Live from "@antiphon/core/live"
import * as Result from "effect/Result"
import { decode, decodeSamples, encode, type Format, type Passage } from "../machine/codec.ts"

type Audio = Live.SessionResource["audio"]

/** Decodes the caller's audio. Fails with the words for the client. */
export const read = (
  audio: Audio,
  passage: Passage,
  base64: string
): Result.Result<{ readonly passage: Passage; readonly samples: Int16Array }, string> =>
  isSlow(audio)
    ? Result.map(decodeSamples(base64), (samples) => ({ passage, samples: stretched(samples, 16_000, 24_000) }))
    : decode(formatOf(audio), passage, base64)

/** Encodes the model's audio. */
export const write = (
  audio: Audio,
  passage: Passage,
  samples: Int16Array
): { readonly passage: Passage; readonly texts: ReadonlyArray<string> } =>
  isSlow(audio)
    ? { passage, texts: [Base64.encode(Pcm16.toBytes(stretched(samples, 24_000, 16_000)))] }
    : encode(formatOf(audio), passage, samples)

const isSlow = (audio: Audio): boolean => audio?.format?.type === "audio/pcm" && audio.format.rate === 16_000

const formatOf = (audio: Audio): Format => {
  const type = audio?.format?.type
  return type === "audio/pcmu" || type === "audio/pcma" ? type : "audio/pcm"
}

/** Converts between 16 and 24 kHz by straight lines. It is enough for a local server. */
const stretched = (samples: Int16Array, from: number, to: number): Int16Array =>
  Int16Array.from({ length: Math.round((samples.length * to) / from) }, (_, index) => {
    const at = (index * from) / to
    const before = samples[Math.floor(at)] ?? 0
    const after = samples[Math.floor(at) + 1] ?? before
    return Math.round(before + (after - before) * (at - Math.floor(at)))
  })

/** The samples from one place to another. */
export const slice = (
  blocks: ReadonlyArray<Int16Array>,
  length: number
): readonly [Int16Array, ReadonlyArray<Int16Array>] => {
  const taken = new Int16Array(length)
  let at = 0
  let left = blocks
  for (let [block] = left; block !== undefined && at < length; [block] = left) {
    const part = block.subarray(0, length - at)
    taken.set(part, at)
    at += part.length
    left = part.length < block.length ? [block.subarray(part.length), ...left.slice(1)] : left.slice(1)
  }
  return [taken.subarray(0, at), left]
}

/** A block of input is filled up to this length. So the number of blocks is bounded, however small the appends are. */
const blockSamples = 2400
/** The blocks that are kept for the turn that may begin in them. They hold at least 60 s. */
const maxBlocks = 600

/** Adds input to the blocks that are kept. */
export const keep = (blocks: ReadonlyArray<Int16Array>, samples: Int16Array): ReadonlyArray<Int16Array> => {
  const last = blocks.at(-1)
  if (last === undefined || last.length >= blockSamples) return [...blocks.slice(-maxBlocks + 1), samples]
  const joined = new Int16Array(last.length + samples.length)
  joined.set(last)
  joined.set(samples, last.length)
  return blocks.with(blocks.length - 1, joined)
}

/** The kept input from one place in the session to another. `end` is the place where the blocks end. */
export const between = (
  blocks: ReadonlyArray<Int16Array>,
  end: number,
  { from, to }: { readonly from: number; readonly to: number }
): Int16Array => {
  const total = blocks.reduce((sum, { length }) => sum + length, 0)
  const [all] = slice(blocks, total)
  const begin = end - total
  return all.slice(Math.max(0, from - begin), Math.max(0, to - begin))
}
