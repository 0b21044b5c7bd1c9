/** Random numbers that a seed decides. */

export interface Random {
  /** A number from 0 up to 1. */
  readonly next: () => number
  /** A whole number from `from` to `to`. */
  readonly between: (from: number, to: number) => number
  readonly chance: (of: number) => boolean
}

/** Mulberry32. */
export const makeRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (of) => next() < of
  }
}
