/**
 * Writes test/golden.json. It holds what the encoder makes of 1.5 s of a recording, computed here in double precision
 * with the same weights and without any of the package's kernels. Every tenth frame is kept.
 */
import { writeFileSync } from "node:fs"
import { recording, weights } from "../test/recordings.ts"

type Rows = ReadonlyArray<Float64Array>

const floats = (name: string): Float64Array => {
  const { at, length } = weights.tensor(name, 0)
  return new Float64Array(new Float32Array(Uint8Array.from(weights.data.subarray(at, at + 4 * length)).buffer))
}

/** Returns the rows of a matrix as numbers. */
const matrix = (name: string): Rows => {
  const { K, N, at, scale, zero } = weights.tensor(name, 0)
  return Array.from({ length: N }, (_, n) =>
    Float64Array.from(weights.data.subarray(at + n * K, at + (n + 1) * K), (byte) => (byte - zero) * scale)
  )
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

const times = (x: Rows, rows: Rows, bias?: Float64Array): Rows =>
  x.map((row) => Float64Array.from(rows, (other, n) => dot(row, other) + (bias?.[n] ?? 0)))

const plus = (a: Rows, b: Rows): Rows => a.map((row, i) => row.map((value, j) => value + (b[i]?.[j] ?? 0)))

const each = (x: Rows, f: (value: number) => number): Rows => x.map((row) => row.map(f))

/** The error function by its series. The arguments are small enough for it, and it is exact. */
const erf = (x: number): number => {
  if (Math.abs(x) > 5) return Math.sign(x)
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > 1e-17; n++) {
    term *= -(x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

const gelu = (x: number): number => (x / 2) * (1 + erf(x / Math.SQRT2))

const convolve = (x: Rows, name: string, size: { taps: number; step: number }, bias?: Float64Array): Rows => {
  const count = Math.floor((x.length - size.taps) / size.step) + 1
  const windows = Array.from({ length: count }, (_, i) =>
    Float64Array.from(x.slice(i * size.step, i * size.step + size.taps).flatMap((row) => [...row]))
  )
  return times(windows, matrix(name), bias)
}

const groupNorm = (x: Rows): Rows => {
  const all = x.flatMap((row) => [...row])
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length
  const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length
  const [weight, bias] = [floats("gn.w"), floats("gn.b")]
  const normal = (value: number, i: number) =>
    ((value - mean) / Math.sqrt(variance + 1e-5)) * (weight[i] ?? 0) + (bias[i] ?? 0)
  return x.map((row) => row.map(normal))
}

const layerNorm = (x: Rows, name: string): Rows => {
  const weight = floats(name)
  return x.map((row) => {
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length
    return row.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-5)) * (weight[i] ?? 0))
  })
}

const { heads, layers, rotated, width } = weights.shape
const headWidth = width / heads
const inverse = floats("inv")

const rotate = (x: Rows): Rows =>
  x.map((row, position) =>
    row.map((value, i) => {
      const inHead = i % headWidth
      if (inHead >= rotated) return value
      const angle = position * (inverse[inHead >> 1] ?? 0)
      const other = inHead % 2 === 0 ? -(row[i + 1] ?? 0) : (row[i - 1] ?? 0)
      return value * Math.cos(angle) + other * Math.sin(angle)
    })
  )

const attend = (queries: Rows, keys: Rows, values: Rows): Rows =>
  queries.map((query) => {
    const out = new Float64Array(width)
    for (let from = 0; from < width; from += headWidth) {
      const part = (row: Float64Array) => row.subarray(from, from + headWidth)
      const scores = keys.map((key) => dot(part(query), part(key)) / Math.sqrt(headWidth))
      const peak = Math.max(...scores)
      const shares = scores.map((score) => Math.exp(score - peak))
      const sum = shares.reduce((total, share) => total + share, 0)
      for (let i = from; i < from + headWidth; i++) {
        out[i] = values.reduce((total, value, t) => total + ((shares[t] ?? 0) / sum) * (value[i] ?? 0), 0)
      }
    }
    return out
  })

const encode = (audio: Float32Array): Rows => {
  const samples = Array.from(audio, (sample) => Float64Array.of(sample))
  let x = groupNorm(each(convolve(samples, "conv1", { taps: 127, step: 64 }), Math.tanh))
  x = each(convolve(x, "conv2", { taps: 7, step: 3 }, floats("conv2.b")), gelu)
  x = each(convolve(x, "conv3", { taps: 3, step: 2 }, floats("conv3.b")), gelu)
  for (let l = 0; l < layers; l++) {
    const normal = layerNorm(x, `e${l}.ln1`)
    const queries = rotate(times(normal, matrix(`e${l}.q_proj`)))
    const keys = rotate(times(normal, matrix(`e${l}.k_proj`)))
    const attended = attend(queries, keys, times(normal, matrix(`e${l}.v_proj`)))
    x = plus(x, times(attended, matrix(`e${l}.dense`)))
    const inner = each(times(layerNorm(x, `e${l}.ln2`), matrix(`e${l}.fc1`), floats(`e${l}.fc1.b`)), gelu)
    x = plus(x, times(inner, matrix(`e${l}.fc2`), floats(`e${l}.fc2.b`)))
  }
  return layerNorm(x, "e.ln")
}

const encoded = encode(recording("reply").subarray(0, 24_000))
const kept = encoded.filter((_, frame) => frame % 10 === 0).map((row) => [...row].map((value) => +value.toFixed(4)))
writeFileSync(new URL("../test/golden.json", import.meta.url), `${JSON.stringify({ frames: encoded.length, kept })}\n`)
