/** The filter of a resampler: a Kaiser-windowed sinc, one row of taps for each phase. */

/**
 * Zero crossings on either side. With the Kaiser window below, the pass band ends at 0.8 of the lower Nyquist
 * frequency.
 */
const zeroCrossings = 32
/** β for 100 dB of stop band, which is 0.1102 (A − 8.7) by Kaiser 1974. */
const beta = 10.06
const transition = 0.9

/** Taps come in eights, which the kernel takes in one step. */
const lanes = 8

/** The reduced ratio of a resampler, and the length of its filter. */
export interface Ratio {
  /** The output samples for each {@link step} input samples, which is the number of rows in the bank. */
  readonly phases: number
  readonly step: number
  /** The input samples that an output sample depends on. A multiple of eight, or two if the rates are equal. */
  readonly taps: number
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/** Returns the ratio of two rates in Hz. */
export const ratioOf = (from: number, to: number): Ratio => {
  const divisor = gcd(from, to)
  const wanted = 2 * Math.ceil(zeroCrossings / Math.min(1, to / from))
  const taps = from === to ? 2 : Math.ceil(wanted / lanes) * lanes
  return { phases: to / divisor, step: from / divisor, taps }
}

const bessel = (x: number): number => {
  let sum = 1
  let term = 1
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

/** Returns `taps` coefficients for each phase. Each row sums to 1. */
export const filterBank = ({ phases, step, taps }: Ratio): Float32Array => {
  const scale = Math.min(1, phases / step)
  const bank = new Float32Array(phases * taps)
  for (let phase = 0; phase < phases; phase++) {
    const row = Array.from({ length: taps }, (_, tap) => {
      const t = (tap + 1 - taps / 2 - phase / phases) * scale
      const inside = 1 - (t / zeroCrossings) ** 2
      const sinc = t === 0 ? 1 : Math.sin(Math.PI * transition * t) / (Math.PI * transition * t)
      return inside < 0 ? 0 : sinc * bessel(beta * Math.sqrt(inside))
    })
    const sum = row.reduce((a, b) => a + b)
    bank.set(
      row.map((tap) => tap / sum),
      phase * taps
    )
  }
  return bank
}
