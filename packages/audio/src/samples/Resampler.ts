import { advanced, type Convolve, convolutionOf, type Position, type Samples } from "./convolve.ts"
import { ratioOf } from "./filterBank.ts"
import { needArray } from "./need.ts"

/** Both rates of a resampler in Hz. They are whole numbers from 1 to 384 000. */
export interface ResamplerRates {
  readonly from: number
  readonly to: number
}

/** Converts a stream of blocks, all of one array type, from one rate to another. */
export interface Resampler<S extends Samples = Int16Array> {
  readonly from: number
  readonly to: number
  /** Returns the output that this block completes. The output stream does not depend on how the input is split. */
  readonly process: (samples: S) => S
  /**
   * Returns the rest of the output, as if silence followed. The whole output has ⌈input × to ÷ from⌉ samples.
   * Afterwards the resampler is as new.
   */
  readonly flush: () => S
}

const checkRate = (name: string, rate: number): void => {
  if (!Number.isInteger(rate) || rate < 1 || rate > 384_000) {
    throw new RangeError(`${name} must be a whole number of Hz from 1 to 384000, not ${rate}`)
  }
}

const make = <S extends Samples>(
  { from, to }: ResamplerRates,
  wanted: "Int16Array" | "Float32Array",
  allocate: (length: number) => S
): Resampler<S> => {
  checkRate("from", from)
  checkRate("to", to)
  const ratio = ratioOf(from, to)
  const { phases, step, taps } = ratio
  const convolve: Convolve = from === to ? copy(taps) : convolutionOf(ratio)
  const beginning: Position = { start: 0, phase: 0 }

  let held = new Float32Array(taps)
  let count = taps / 2 - 1
  let at = beginning
  let received = 0
  let produced = 0

  const append = (samples: ArrayLike<number>): void => {
    const kept = count - at.start
    const needed = kept + samples.length
    const into = needed > held.length ? new Float32Array(needed * 2) : held
    into.set(held.subarray(at.start, count))
    into.set(samples, kept)
    held = into
    at = { start: 0, phase: at.phase }
    count = needed
  }

  const produce = (limit: number): S => {
    const free = count - at.start - taps
    const ready = free < 0 ? 0 : Math.ceil(((free + 1) * phases - at.phase) / step)
    const out = allocate(Math.max(0, Math.min(ready, limit)))
    convolve(held, at, out)
    at = advanced(ratio, at, out.length)
    produced += out.length
    return out
  }

  const process = (samples: S): S => {
    needArray(process, "process of a Resampler", samples, wanted)
    received += samples.length
    append(samples)
    return produce(Infinity)
  }

  return {
    from,
    to,
    process,
    flush: () => {
      append(new Float32Array(taps + step))
      const out = produce(Math.ceil((received * phases) / step) - produced)
      held.fill(0)
      count = taps / 2 - 1
      at = beginning
      received = produced = 0
      return out
    }
  }
}

/** Hands samples through, from the middle of the window. */
const copy =
  (taps: number): Convolve =>
  (held, { start }, out) => {
    const middle = start + taps / 2 - 1
    out.set(held.subarray(middle, middle + out.length))
  }

/**
 * Synchronous polyphase resampling with a Kaiser-windowed sinc. It has linear phase, output aligned with input, any ratio of
 * whole rates. Noise and aliases are at least 90 dB below a full-scale tone. Holds back 32 samples of the lower rate, and
 * 256 bytes of coefficients per term of the reduced ratio. Runs in WebAssembly, also in a worklet, and resamplers of one
 * ratio in one thread then share the coefficients. Runs in plain loops if the platform refuses WebAssembly. An impossible
 * rate throws a RangeError.
 */
export const Resampler = {
  make: (rates: ResamplerRates): Resampler<Int16Array> =>
    make<Int16Array>(rates, "Int16Array", (length) => new Int16Array(length)),
  makeFloat32: (rates: ResamplerRates): Resampler<Float32Array> =>
    make<Float32Array>(rates, "Float32Array", (length) => new Float32Array(length))
}
