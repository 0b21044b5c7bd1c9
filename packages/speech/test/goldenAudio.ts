/**
 * The 40 s of 16 kHz audio that the golden probabilities belong to. It holds real speech, which is clean, in noise,
 * faint, clipped and backwards, with noise, tones and silence in between. It is made with whole numbers only, so it
 * is the same on every machine and does not change with the resampler.
 */
import { noise, triangle } from "./noises.ts"
import { recording } from "./recordings.ts"

const rate = 16_000

/** Makes two samples of three by the mean of the neighbours. */
const at16k = (samples: Int16Array): Int16Array =>
  Int16Array.from({ length: Math.floor(samples.length / 3) * 2 }, (_, i) => {
    const at = Math.floor(i / 2) * 3
    return i % 2 === 0 ? (samples[at] ?? 0) : ((samples[at + 1] ?? 0) + (samples[at + 2] ?? 0)) >> 1
  })

const clip = (sample: number): number => Math.max(-32768, Math.min(32767, sample))

/** Returns the 40 s. */
export const goldenAudio = (): Int16Array => {
  const turn = at16k(recording("user-turn"))
  const reply = at16k(recording("reply"))
  const hiss = noise(turn.length, 2500)
  const parts = [
    turn,
    reply,
    turn.map((sample, i) => clip(sample + (hiss[i] ?? 0))),
    noise(3 * rate, 6000),
    triangle(2 * rate, rate, 440),
    triangle(2 * rate, rate, 97),
    reply.map((sample) => sample >> 4),
    turn.map((sample) => clip(sample * 6)),
    new Int16Array(rate),
    reply.toReversed()
  ]
  const audio = new Int16Array(40 * rate)
  let at = 0
  for (const part of parts) {
    audio.set(part.subarray(0, audio.length - at), at)
    at += part.length
  }
  return audio
}

/** Whole frames of 512 samples, -1 to 1. */
export const framesOf = (audio: Int16Array): ReadonlyArray<Float32Array> =>
  Array.from({ length: Math.floor(audio.length / 512) }, (_, i) =>
    Float32Array.from(audio.subarray(i * 512, (i + 1) * 512), (sample) => sample / 32768)
  )
