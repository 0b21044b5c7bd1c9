/** The peer of the turn detector. */
import { readFileSync } from "node:fs"
import { weightsUrl } from "@antiphon/speech"

/**
 * Silero VAD v6 as plain loops over the same weights, in the order of its graph. The fast forward pass is compared with
 * it.
 */
export const naiveSilero = (): ((frame: Float32Array) => number) => {
  const all = new Float32Array(new Uint8Array(readFileSync(weightsUrl)).buffer)
  let at = 0
  const take = (length: number) => all.subarray(at, (at += length))
  const layer = (out: number, inputs: number, stride: number) => ({
    weight: take(out * inputs * 3),
    bias: take(out),
    out,
    inputs,
    stride
  })
  const encoder = [layer(128, 129, 1), layer(64, 128, 2), layer(64, 64, 2), layer(128, 64, 1)]
  const [input, recurrent, inputBias, recurrentBias] = [take(65_536), take(65_536), take(512), take(512)]
  const [out, outBias] = [take(128), take(1)]
  const basis = Float32Array.from({ length: 258 * 256 }, (_, i) => {
    const angle = (2 * Math.PI * (Math.floor(i / 256) % 129) * (i % 256)) / 256
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i % 256)) / 256)
    return hann * (i < 129 * 256 ? Math.cos(angle) : -Math.sin(angle))
  })
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
  const samples = new Float32Array(640)
  const cell = new Float32Array(128)
  let hidden = new Float32Array(128)

  return (frame) => {
    samples.copyWithin(0, 512, 576)
    samples.set(frame, 64)
    for (let i = 0; i < 64; i++) samples[576 + i] = samples[574 - i] ?? 0
    let columns = 4
    let x = new Float32Array(129 * columns)
    for (let bin = 0; bin < 129; bin++) {
      for (let column = 0; column < columns; column++) {
        let [re, im] = [0, 0]
        for (let n = 0; n < 256; n++) {
          const sample = samples[column * 128 + n] ?? 0
          re += (basis[bin * 256 + n] ?? 0) * sample
          im += (basis[(129 + bin) * 256 + n] ?? 0) * sample
        }
        x[bin * columns + column] = Math.sqrt(re * re + im * im)
      }
    }
    for (const { bias, inputs, out, stride, weight } of encoder) {
      const fewer = Math.ceil(columns / stride)
      const y = new Float32Array(out * fewer)
      for (let o = 0; o < out; o++) {
        for (let column = 0; column < fewer; column++) {
          let sum = bias[o] ?? 0
          for (let i = 0; i < inputs; i++) {
            for (let tap = 0; tap < 3; tap++) {
              const from = column * stride + tap - 1
              if (from >= 0 && from < columns)
                sum += (weight[(o * inputs + i) * 3 + tap] ?? 0) * (x[i * columns + from] ?? 0)
            }
          }
          y[o * fewer + column] = Math.max(0, sum)
        }
      }
      x = y
      columns = fewer
    }
    const gate = (row: number): number => {
      let sum = (inputBias[row] ?? 0) + (recurrentBias[row] ?? 0)
      for (let i = 0; i < 128; i++) {
        sum += (input[row * 128 + i] ?? 0) * (x[i] ?? 0) + (recurrent[row * 128 + i] ?? 0) * (hidden[i] ?? 0)
      }
      return sum
    }
    const next = new Float32Array(128)
    let sum = outBias[0] ?? 0
    for (let i = 0; i < 128; i++) {
      cell[i] = sigmoid(gate(128 + i)) * (cell[i] ?? 0) + sigmoid(gate(i)) * Math.tanh(gate(256 + i))
      next[i] = sigmoid(gate(384 + i)) * Math.tanh(cell[i] ?? 0)
      sum += (out[i] ?? 0) * Math.max(0, next[i] ?? 0)
    }
    hidden = next
    return sigmoid(sum)
  }
}
