/** Audio as the machine holds it, in blocks as they came. Blocks are never copied and never changed. */
import * as Chunk from "effect/Chunk"

/** The rate of all audio in the machine. */
export const samplesPerSecond = 24_000
/** Samples of one millisecond. */
const samplesPerMs = samplesPerSecond / 1000

/** Converts samples to milliseconds. */
export const toMs = (samples: number): number => samples / samplesPerMs
/** Converts milliseconds to whole samples. */
export const toSamples = (ms: number): number => Math.round(ms * samplesPerMs)

/** Blocks of samples, and their length in samples. */
export interface Audio {
  readonly blocks: Chunk.Chunk<Int16Array>
  readonly length: number
}

/** No audio. */
export const empty: Audio = { blocks: Chunk.empty(), length: 0 }

/** Appends a block. Costs the same for any length. */
export const append = (audio: Audio, samples: Int16Array): Audio =>
  samples.length === 0 ? audio : { blocks: Chunk.append(audio.blocks, samples), length: audio.length + samples.length }

/** The samples from `start` to before `end`. The blocks are views of the same memory. */
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

/** Audio of these blocks. */
export const of = (blocks: ReadonlyArray<Int16Array>): Audio => ({
  blocks: Chunk.fromIterable(blocks),
  length: blocks.reduce((sum, block) => sum + block.length, 0)
})

/** Copies all samples into one array. */
export const joined = (audio: Audio): Int16Array => {
  const all = new Int16Array(audio.length)
  let at = 0
  for (const block of audio.blocks) {
    all.set(block, at)
    at += block.length
  }
  return all
}

/** Moves a position back to a whole ms, so that the ms in events are exact. */
export const wholeMs = (samples: number): number => Math.floor(samples / samplesPerMs) * samplesPerMs
