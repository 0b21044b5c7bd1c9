/** The voice of tests. It needs no model. */
import * as Stream from "effect/Stream"
import type { EngineParts } from "./Contract.ts"

const samplesPerMs = 24
const wordMs = 200
const gapMs = 50

/** Speaks each word as a tone of 200 ms, then 50 ms of silence. Longer words are lower. */
export const tones: EngineParts["speak"] = (_voice, text) =>
  text.pipe(
    Stream.map((piece) => piece.split(/\s+/).filter((word) => word !== "")),
    Stream.flattenIterable,
    Stream.map(tone)
  )

const tone = (word: string): Int16Array => {
  const samples = new Int16Array((wordMs + gapMs) * samplesPerMs)
  const hz = 660 / (1 + word.length / 8)
  for (let i = 0; i < wordMs * samplesPerMs; i++) {
    const fade = Math.min(1, i / 240, (wordMs * samplesPerMs - i) / 240)
    samples[i] = Math.round(8000 * fade * Math.sin((2 * Math.PI * hz * i) / 24_000))
  }
  return samples
}
