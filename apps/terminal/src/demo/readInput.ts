/** Reads the user's turn from a WAV file. */
import { pcm24k, Resampler, Wav } from "@antiphon/audio"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { type CliFailure, cliFailure, reasonOf } from "../CliFailure.ts"
import { printable } from "../view/format.ts"

/** The path of a file in this package's assets. */
export const asset = (name: string): string => fileURLToPath(new URL(`../../assets/${name}`, import.meta.url))

/**
 * Reads a WAV file as 24 kHz mono. Resamples another rate and mixes stereo down. A truncated file is used as far as it goes, with
 * a line on stderr.
 */
export const readInput = Effect.fnUntraced(function* (path: string): Effect.fn.Return<Int16Array, CliFailure> {
  const bytes = yield* Effect.tryPromise({
    try: () => readFile(path),
    catch: (cause) => cliFailure(`cannot read ${path}: ${reasonOf(cause)}`)
  })
  const wav = Wav.read(bytes)
  if (wav._tag === "Failure") return yield* cliFailure(`${path} cannot be used: ${wav.failure.message}`)
  const { channels, sampleRate, truncated } = wav.success
  const mono = mix(channels)
  if (mono.length === 0) return yield* cliFailure(`${path} cannot be used: it holds no sound`)
  if (truncated) {
    const there = (mono.length / sampleRate).toFixed(2)
    yield* Console.error(`antiphon: ${printable(path)} ends before the sound that it declares; its ${there} s are used`)
  }
  if (sampleRate === pcm24k.rate) return mono
  const resampler = Resampler.make({ from: sampleRate, to: pcm24k.rate })
  return concat([resampler.process(mono), resampler.flush()])
})

/** Mixes two channels into one. */
const mix = ([left = new Int16Array(0), right]: ReadonlyArray<Int16Array>): Int16Array =>
  right === undefined ? left : left.map((sample, index) => (sample + (right[index] ?? 0)) / 2)

/** Joins blocks of samples. */
export const concat = (blocks: ReadonlyArray<Int16Array>): Int16Array => {
  const whole = new Int16Array(blocks.reduce((length, block) => length + block.length, 0))
  let offset = 0
  for (const block of blocks) {
    whole.set(block, offset)
    offset += block.length
  }
  return whole
}
