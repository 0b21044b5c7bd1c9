/** Real speech, and how alike two recordings of it are. */
import { readFile } from "node:fs/promises"

const wav = new URL("../../../../apps/terminal/assets/user-turn.wav", import.meta.url)

/** Someone asks a question: 7.6 s, 24 kHz mono. */
export const readSpeech = async (): Promise<Int16Array> => {
  const bytes = await readFile(wav)
  const data = bytes.indexOf("data") + 8
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset + data, bytes.byteOffset + bytes.length))
}

/** A generator of numbers from 0 to 1 that a seed repeats (mulberry32). */
export const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const energy = (samples: Int16Array): number => samples.reduce((sum, sample) => sum + sample * sample, 0)

/** Pearson's correlation of the overlap, `later` read from `shift` on. */
export const correlation = (one: ArrayLike<number>, later: ArrayLike<number>, shift = 0): number => {
  let [xy, xx, yy] = [0, 0, 0]
  const length = Math.min(one.length, later.length - shift)
  for (let index = 0; index < length; index++) {
    const [x = 0, y = 0] = [one[index], later[index + shift]]
    xy += x * y
    xx += x * x
    yy += y * y
  }
  return xy / Math.sqrt(xx * yy)
}

/** The level of each 20 ms, in dB over one step of 16 bits. */
export const envelope = (samples: Int16Array): ReadonlyArray<number> =>
  Array.from(
    { length: Math.floor(samples.length / 480) },
    (_, frame) => 10 * Math.log10(1 + energy(samples.subarray(frame * 480, frame * 480 + 480)) / 480)
  )

/** How much later `heard` is than `said`, in samples of 24 kHz: searched by level first, then by waveform. */
export const delayOf = (said: Int16Array, heard: Int16Array): number => {
  const [levels, heardLevels] = [envelope(said), envelope(heard)]
  const best = (from: number, to: number, likeness: (shift: number) => number): number => {
    const shifts = Array.from({ length: to - from }, (_, index) => from + index)
    return shifts.reduce((one, other) => (likeness(other) > likeness(one) ? other : one))
  }
  const frames = Math.max(1, heardLevels.length - levels.length)
  const coarse = 480 * best(0, frames, (shift) => correlation(levels, heardLevels, shift))
  const part = said.subarray(0, 48_000)
  return best(Math.max(0, coarse - 480), coarse + 480, (shift) =>
    correlation(part, heard.subarray(0, coarse + 48_480), shift)
  )
}
