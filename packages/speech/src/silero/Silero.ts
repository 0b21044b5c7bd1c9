import { convolve0, convolve1, convolveToOne } from "./convolve.ts"
import { bins, spectra } from "./spectrum.ts"
import { cells, type Weights } from "./Weights.ts"

/** Samples at 16 kHz of one frame: 32 ms. */
export const frameSamples = 512
/** Samples of the frame before that the model hears again; without them it finds no speech at all. */
const context = 64
/** The end is continued by its own mirror image. */
const padding = 64

/** Silero VAD v6 on one stream of audio. */
export interface Silero {
  /** The probability, 0 to 1, that the next 512 samples (16 kHz mono, -1 to 1) hold speech. Allocates nothing. */
  readonly process: (frame: Float32Array) => number
}

/** A forward pass with memory of its own: what was heard before. The weights may be shared. */
export const make = (weights: Weights): Silero => {
  const samples = new Float64Array(context + frameSamples + padding)
  const magnitudes = new Float64Array(bins * 4)
  const y0 = new Float64Array(128 * 4)
  const y1 = new Float64Array(64 * 2)
  const y2 = new Float64Array(64)
  const heard = new Float64Array(2 * cells)
  const y3 = heard.subarray(0, cells)
  const hidden = heard.subarray(cells)
  const memory = new Float64Array(cells)
  const next = new Float64Array(cells)

  const remember = (): number => {
    const { gates, gateBias, out } = weights
    let sum = weights.outBias
    let w = 0
    for (let cell = 0; cell < cells; cell++) {
      let input = gateBias[cell * 4] ?? 0
      let forget = gateBias[cell * 4 + 1] ?? 0
      let value = gateBias[cell * 4 + 2] ?? 0
      let output = gateBias[cell * 4 + 3] ?? 0
      for (let i = 0; i < 2 * cells; i++, w += 4) {
        const x = heard[i] ?? 0
        input += (gates[w] ?? 0) * x
        forget += (gates[w + 1] ?? 0) * x
        value += (gates[w + 2] ?? 0) * x
        output += (gates[w + 3] ?? 0) * x
      }
      const kept = sigmoid(forget) * (memory[cell] ?? 0) + sigmoid(input) * Math.tanh(value)
      const told = sigmoid(output) * Math.tanh(kept)
      memory[cell] = kept
      next[cell] = told
      sum += (out[cell] ?? 0) * Math.max(0, told)
    }
    hidden.set(next)
    return sigmoid(sum)
  }

  return {
    process: (frame) => {
      samples.copyWithin(0, frameSamples, frameSamples + context)
      samples.set(frame, context)
      const end = context + frameSamples
      for (let i = 0; i < padding; i++) samples[end + i] = samples[end - 2 - i] ?? 0
      spectra(samples, 0, 128, magnitudes, 4, 0)
      spectra(samples, 256, 128, magnitudes, 4, 2)
      convolve0(weights.conv0, magnitudes, y0)
      convolve1(weights.conv1, y0, y1)
      convolveToOne(weights.conv2, y1, y2)
      convolveToOne(weights.conv3, y2, y3)
      return remember()
    }
  }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
