/**
 * The four convolutions of Silero's encoder. Each has three taps and a padding of one, and ends with a ReLU. They are
 * written out per layer because their few columns fit in registers, so that each weight is read once.
 */
import type { Convolution } from "./Weights.ts"

/** The first layer turns 129 rows of 4 into 128 rows of 4. Its stride is 1. */
export const convolve0 = ({ taps, bias }: Convolution, x: Float64Array, out: Float64Array): void => {
  let w = 0
  for (let o = 0; o < 128; o++) {
    const b = bias[o] ?? 0
    let [y0, y1, y2, y3] = [b, b, b, b]
    for (let c = 0; c < 516; c += 4, w += 3) {
      const w0 = taps[w] ?? 0
      const w1 = taps[w + 1] ?? 0
      const w2 = taps[w + 2] ?? 0
      const x0 = x[c] ?? 0
      const x1 = x[c + 1] ?? 0
      const x2 = x[c + 2] ?? 0
      const x3 = x[c + 3] ?? 0
      y0 += w1 * x0 + w2 * x1
      y1 += w0 * x0 + w1 * x1 + w2 * x2
      y2 += w0 * x1 + w1 * x2 + w2 * x3
      y3 += w0 * x2 + w1 * x3
    }
    out[o * 4] = Math.max(0, y0)
    out[o * 4 + 1] = Math.max(0, y1)
    out[o * 4 + 2] = Math.max(0, y2)
    out[o * 4 + 3] = Math.max(0, y3)
  }
}

/** The second layer turns 128 rows of 4 into 64 rows of 2. Its stride is 2. */
export const convolve1 = ({ taps, bias }: Convolution, x: Float64Array, out: Float64Array): void => {
  let w = 0
  for (let o = 0; o < 64; o++) {
    const b = bias[o] ?? 0
    let [y0, y1] = [b, b]
    for (let c = 0; c < 512; c += 4, w += 3) {
      const w0 = taps[w] ?? 0
      const w1 = taps[w + 1] ?? 0
      const w2 = taps[w + 2] ?? 0
      const x1 = x[c + 1] ?? 0
      y0 += w1 * (x[c] ?? 0) + w2 * x1
      y1 += w0 * x1 + w1 * (x[c + 2] ?? 0) + w2 * (x[c + 3] ?? 0)
    }
    out[o * 2] = Math.max(0, y0)
    out[o * 2 + 1] = Math.max(0, y1)
  }
}

/**
 * A layer whose output has one column. It turns `taps.length / bias.length` values into as many as there are biases.
 */
export const convolveToOne = ({ taps, bias }: Convolution, x: Float64Array, out: Float64Array): void => {
  const inputs = taps.length / bias.length
  let w = 0
  for (let o = 0; o < bias.length; o++) {
    let [a, b] = [bias[o] ?? 0, 0]
    for (let c = 0; c < inputs; c += 2, w += 2) {
      a += (taps[w] ?? 0) * (x[c] ?? 0)
      b += (taps[w + 1] ?? 0) * (x[c + 1] ?? 0)
    }
    out[o] = Math.max(0, a + b)
  }
}
