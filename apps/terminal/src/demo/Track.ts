/** The loudness of one side of the conversation over time. */

/** Milliseconds of one step of a track. */
export const stepMs = 20
/** Samples of one step. */
const stepSamples = (24_000 * stepMs) / 1000

/** The energy of each step from the start of the conversation. It is the sum of squared samples at 24 kHz. */
export type Track = ReadonlyArray<number>

/** Adds samples to a track from `offset` on, which counts samples. */
export const addSamples = (track: Track, offset: number, samples: Int16Array): Track => {
  const steps = Math.ceil((offset + samples.length) / stepSamples)
  const next = Array.from({ length: Math.max(steps, track.length) }, (_, step) => track[step] ?? 0)
  for (const [index, sample] of samples.entries()) {
    const step = Math.floor((offset + index) / stepSamples)
    next[step] = (next[step] ?? 0) + sample * sample
  }
  return next
}

/** The mean level from `fromMs` to `toMs`, in dB below full scale, or `undefined` behind the end of the track. */
export const level = (track: Track, fromMs: number, toMs: number): number | undefined => {
  const first = Math.floor(fromMs / stepMs)
  const steps = track.slice(first, Math.max(first + 1, Math.ceil(toMs / stepMs)))
  if (steps.length === 0) return undefined
  const energy = steps.reduce((sum, step) => sum + step) / steps.length
  return 10 * Math.log10(Math.max(energy, 1) / stepSamples / 32768 ** 2)
}
