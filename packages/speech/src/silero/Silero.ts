/**
 * The forward pass of Silero VAD v6 at 16 kHz. Each stream of audio has a pass of its own, and all share the weights.
 */
import { convolve0, convolve1, convolveToOne } from "./convolve.ts"
import { bins, spectra } from "./spectrum.ts"
import { cells, type Weights } from "./Weights.ts"

/** How many samples at 16 kHz a frame has, 32 ms. */
export const frameSamples = 512
/** How many samples of the last frame the model needs again. It detects no speech without them. */
const context = 64
/** How many samples follow the frame. They are the mirror image of its end. */
const padding = 64

/** Silero VAD v6 on one stream of audio. */
export interface Silero {
  /**
   * Returns the probability, 0 to 1, that the next 512 samples hold speech. They are 16 kHz mono, -1 to 1. Allocates
   * nothing.
   */
  readonly process: (frame: Float32Array) => number
}

/** Makes a forward pass for one stream of audio. It remembers the frames before. The weights may be shared. */
export const make = (weights: Weights): Silero => {
  const samples = new Float64Array(context + frameSamples + padding)
  const magnitudes = new Float64Array(bins * 4)
  const y0 = new Float64Array(128 * 4)
  const y1 = new Float64Array(64 * 2)
  const y2 = new Float64Array(64)
  const inputs = new Float64Array(2 * cells)
  const y3 = inputs.subarray(0, cells)
  const hidden = inputs.subarray(cells)
  const memory = new Float64Array(cells)
  const next = new Float64Array(cells)

  /** The recurrent layer (LSTM) and the last one. */
  const recur = (): number => {
    const { gates, gateBias, out } = weights
    let sum = weights.outBias
    let w = 0
    for (let cell = 0; cell < cells; cell++) {
      let input = gateBias[cell * 4] ?? 0
      let forget = gateBias[cell * 4 + 1] ?? 0
      let value = gateBias[cell * 4 + 2] ?? 0
      let output = gateBias[cell * 4 + 3] ?? 0
      for (let i = 0; i < 2 * cells; i++, w += 4) {
        const x = inputs[i] ?? 0
        input += (gates[w] ?? 0) * x
        forget += (gates[w + 1] ?? 0) * x
        value += (gates[w + 2] ?? 0) * x
        output += (gates[w + 3] ?? 0) * x
      }
      const kept = sigmoid(forget) * (memory[cell] ?? 0) + sigmoid(input) * Math.tanh(value)
      const shown = sigmoid(output) * Math.tanh(kept)
      memory[cell] = kept
      next[cell] = shown
      sum += (out[cell] ?? 0) * Math.max(0, shown)
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
      return recur()
    }
  }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
