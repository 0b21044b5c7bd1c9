/** Samples in blocks, as they came: what the machine holds of audio. Blocks are never copied and never changed. */
import * as Chunk from "effect/Chunk"

/** The one rate the machine knows, in samples per second and per millisecond. */
export const samplesPerSecond = 24_000
const samplesPerMs = samplesPerSecond / 1000

export const toMs = (samples: number): number => samples / samplesPerMs
export const toSamples = (ms: number): number => Math.round(ms * samplesPerMs)

export interface Audio {
  readonly blocks: Chunk.Chunk<Int16Array>
  readonly length: number
}

export const empty: Audio = { blocks: Chunk.empty(), length: 0 }

export const append = (audio: Audio, samples: Int16Array): Audio =>
  samples.length === 0 ? audio : { blocks: Chunk.append(audio.blocks, samples), length: audio.length + samples.length }

/** The samples from `start` to before `end`, counted from the first held; views of the same memory. */
export const slice = (audio: Audio, start: number, end: number = audio.length): Audio => {
  if (start <= 0 && end >= audio.length) return audio
  const blocks: Array<Int16Array> = []
  let at = 0
  for (const block of audio.blocks) {
    if (at + block.length > start && at < end) blocks.push(block.subarray(Math.max(0, start - at), end - at))
    at += block.length
  }
  return of(blocks)
}

export const of = (blocks: ReadonlyArray<Int16Array>): Audio => ({
  blocks: Chunk.fromIterable(blocks),
  length: blocks.reduce((sum, block) => sum + block.length, 0)
})

/** All samples in one array. */
export const joined = (audio: Audio): Int16Array => {
  const all = new Int16Array(audio.length)
  let at = 0
  for (const block of audio.blocks) {
    all.set(block, at)
    at += block.length
  }
  return all
}

/** A position moved back to a whole ms, so that what events say in ms is exactly what is meant. */
export const wholeMs = (samples: number): number => Math.floor(samples / samplesPerMs) * samplesPerMs
