/** Convolves the input of a resampler with its filter. Uses WebAssembly if the platform allows it, or else plain loops. */
import { decode } from "./Base64.ts"
import { filterBank, type Ratio } from "./filterBank.ts"
import { kernelBytes } from "./kernelBytes.ts"

export type Samples = Int16Array | Float32Array

/** The input sample and the row of the bank that the next output sample begins with. */
export interface Position {
  readonly start: number
  readonly phase: number
}

/** Writes as many output samples as `out` has places. `held` has the input of all of them. */
export type Convolve = (held: Float32Array, at: Position, out: Samples) => void

/** Returns the position after `count` output samples. */
export const advanced = ({ phases, step }: Ratio, { phase, start }: Position, count: number): Position => {
  const end = phase + count * step
  return { start: start + Math.floor(end / phases), phase: end % phases }
}

/** Returns the fastest convolution for a ratio. */
export const convolutionOf = (ratio: Ratio): Convolve => inKernel(ratio) ?? inLoops(ratio)

const toInt16 = (value: number): number => Math.max(-32768, Math.min(32767, Math.round(value)))

/** Convolves in plain loops. Needed without WebAssembly, e.g. under a strict content security policy. */
export const inLoops = (ratio: Ratio): Convolve => {
  const { phases, step, taps } = ratio
  const bank = filterBank(ratio)
  return (held, at, out) => {
    const isInt16 = out instanceof Int16Array
    let { phase, start } = at
    for (let n = 0; n < out.length; n++) {
      const row = phase * taps
      let even = 0
      let odd = 0
      for (let tap = 0; tap < taps; tap += 2) {
        even += (held[start + tap] ?? 0) * (bank[row + tap] ?? 0)
        odd += (held[start + tap + 1] ?? 0) * (bank[row + tap + 1] ?? 0)
      }
      out[n] = isInt16 ? toInt16(even + odd) : even + odd
      phase += step
      start += Math.floor(phase / phases)
      phase %= phases
    }
  }
}

type Loop = (...numbers: ReadonlyArray<number>) => void

/** The kernel and its memory. Every resampler of the thread shares them, since each memory takes gigabytes of addresses. */
interface Kernel {
  readonly memory: WebAssembly.Memory
  readonly floats: Loop
  readonly integers: Loop
  /** The addresses of the banks by their ratio. */
  readonly banks: Map<string, number>
  free: number
}

const inputFloats = 16_384
const outputFloats = 8_192
const outputAt = inputFloats * 4
const firstBank = outputAt + outputFloats * 4
const page = 65_536

/** Bytes that all banks take at most. The 30 ratios of the usual rates take half a megabyte. */
const maxBankBytes = 4 * 1024 * 1024

let loaded: Kernel | null | undefined

/** Returns the kernel, or null if the platform does not run it. Compiles it at the first use, which takes a millisecond. */
const kernel = (): Kernel | null => (loaded === undefined ? (loaded = load()) : loaded)

const load = (): Kernel | null => {
  const bytes = decode(kernelBytes)
  if (bytes._tag === "Failure") return null
  try {
    const { floats, integers, memory } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes.success)))
      .exports
    return memory instanceof WebAssembly.Memory && isLoop(floats) && isLoop(integers)
      ? { memory, floats, integers, banks: new Map(), free: firstBank }
      : null
  } catch {
    // A content security policy without `wasm-unsafe-eval`, or an engine without SIMD.
    return null
  }
}

const isLoop = (value: unknown): value is Loop => typeof value === "function"

/** Returns the address of the bank of a ratio, or undefined if there is no room for it. Writes the bank at its first use. */
const bankAt = (shared: Kernel, ratio: Ratio): number | undefined => {
  const name = `${ratio.phases}/${ratio.step}`
  const known = shared.banks.get(name)
  if (known !== undefined) return known
  const bytes = ratio.phases * ratio.taps * 4
  const at = shared.free
  if (at + bytes > firstBank + maxBankBytes) return undefined
  const missing = at + bytes - shared.memory.buffer.byteLength
  if (missing > 0) shared.memory.grow(Math.ceil(missing / page))
  new Float32Array(shared.memory.buffer, at).set(filterBank(ratio))
  shared.banks.set(name, at)
  shared.free = at + bytes
  return at
}

/** Returns a convolution in WebAssembly, or undefined if the platform does not run it or the filter does not fit. */
export const inKernel = (ratio: Ratio): Convolve | undefined => {
  const { phases, step, taps } = ratio
  // As many output samples as the room for input allows.
  const most = Math.min(outputFloats, Math.floor(((inputFloats - taps - 1) * phases) / step))
  const shared = most < 1 ? null : kernel()
  const bank = shared === null ? undefined : bankAt(shared, ratio)
  if (shared === null || bank === undefined) return undefined
  return (held, at, out) => {
    const isInt16 = out instanceof Int16Array
    const loop = isInt16 ? shared.integers : shared.floats
    let position = at
    for (let done = 0; done < out.length;) {
      const count = Math.min(most, out.length - done)
      const last = advanced(ratio, position, count - 1)
      const { buffer } = shared.memory
      new Float32Array(buffer, 0, inputFloats).set(held.subarray(position.start, last.start + taps))
      loop(0, bank, outputAt, count, taps, phases, step, position.phase)
      out.set(isInt16 ? new Int16Array(buffer, outputAt, count) : new Float32Array(buffer, outputAt, count), done)
      position = advanced(ratio, position, count)
      done += count
    }
  }
}
