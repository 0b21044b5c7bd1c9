/** Both rates of a resampler in Hz. They are whole numbers from 1 to 384 000. */
export interface ResamplerRates {
  readonly from: number
  readonly to: number
}

/** Converts a stream of blocks, all of one array type, from one rate to another. */
export interface Resampler<S extends Int16Array | Float32Array = Int16Array> {
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

/**
 * Zero crossings on either side. With the Kaiser window below, the pass band ends at 0.8 of the lower Nyquist
 * frequency.
 */
const zeroCrossings = 32
/** β for 100 dB of stop band, which is 0.1102 (A − 8.7) by Kaiser 1974. */
const beta = 10.06
const transition = 0.9

const bessel = (x: number): number => {
  let sum = 1
  let term = 1
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/** One row of `2 × half` taps per phase, each row summing to 1. */
const filterBank = (phases: number, half: number, scale: number, cutoff: number): Float32Array => {
  const bank = new Float32Array(phases * 2 * half)
  for (let phase = 0; phase < phases; phase++) {
    const row = Array.from({ length: 2 * half }, (_, tap) => {
      const t = (tap + 1 - half - phase / phases) * scale
      const inside = 1 - (t / zeroCrossings) ** 2
      const sinc = t === 0 ? 1 : Math.sin(Math.PI * cutoff * t) / (Math.PI * cutoff * t)
      return inside < 0 ? 0 : sinc * bessel(beta * Math.sqrt(inside))
    })
    const sum = row.reduce((a, b) => a + b)
    bank.set(
      row.map((tap) => tap / sum),
      phase * row.length
    )
  }
  return bank
}

const checkRate = (name: string, rate: number): void => {
  if (!Number.isInteger(rate) || rate < 1 || rate > 384_000) {
    throw new RangeError(`${name} must be a whole number of Hz from 1 to 384000, not ${rate}`)
  }
}

const make = <S extends Int16Array | Float32Array>(
  { from, to }: ResamplerRates,
  allocate: (length: number) => S,
  store: (value: number) => number
): Resampler<S> => {
  checkRate("from", from)
  checkRate("to", to)
  const divisor = gcd(from, to)
  const phases = to / divisor
  const step = from / divisor
  const scale = Math.min(1, to / from)
  const half = from === to ? 1 : Math.ceil(zeroCrossings / scale)
  const taps = 2 * half
  const bank = filterBank(phases, half, scale, from === to ? 1 : transition)

  let held = new Float32Array(taps)
  let count = half - 1
  let start = 0
  let phase = 0
  let received = 0
  let produced = 0

  const append = (samples: ArrayLike<number>): void => {
    const kept = count - start
    const needed = kept + samples.length
    const into = needed > held.length ? new Float32Array(needed * 2) : held
    into.set(held.subarray(start, count))
    into.set(samples, kept)
    held = into
    start = 0
    count = needed
  }

  const produce = (limit: number): S => {
    const ready = count - start < taps ? 0 : Math.ceil(((count - start - taps + 1) * phases - phase) / step)
    const out = allocate(Math.max(0, Math.min(ready, limit)))
    for (let n = 0; n < out.length; n++) {
      const row = phase * taps
      let sum = 0
      for (let tap = 0; tap < taps; tap++) sum += (held[start + tap] ?? 0) * (bank[row + tap] ?? 0)
      out[n] = store(sum)
      phase += step
      start += Math.floor(phase / phases)
      phase %= phases
    }
    produced += out.length
    return out
  }

  return {
    from,
    to,
    process: (samples) => {
      received += samples.length
      append(samples)
      return produce(Infinity)
    },
    flush: () => {
      append(new Float32Array(taps + step))
      const out = produce(Math.ceil((received * phases) / step) - produced)
      held.fill(0)
      count = half - 1
      start = phase = received = produced = 0
      return out
    }
  }
}

const toInt16 = (value: number): number => Math.max(-32768, Math.min(32767, Math.round(value)))

/**
 * Synchronous polyphase resampling with a Kaiser-windowed sinc. It has linear phase, output aligned with input, any ratio of whole
 * rates. Noise and aliases are at least 90 dB below a full-scale tone. Holds back 32 samples of the lower rate, and
 * 256 bytes of coefficients per term of the reduced ratio. Runs in a worklet. An impossible rate throws a RangeError.
 */
export const Resampler = {
  make: (rates: ResamplerRates): Resampler<Int16Array> =>
    make<Int16Array>(rates, (length) => new Int16Array(length), toInt16),
  makeFloat32: (rates: ResamplerRates): Resampler<Float32Array> =>
    make<Float32Array>(
      rates,
      (length) => new Float32Array(length),
      (value) => value
    )
}
