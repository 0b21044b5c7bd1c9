/** Random numbers of a seed. The same seed gives the same numbers, so a seed identifies its story. */
export interface Numbers {
  /** From 0 up to 1. */
  readonly next: () => number
  readonly chance: (likelihood: number) => boolean
  /** A whole number, both ends included. */
  readonly between: (least: number, most: number) => number
  readonly pick: <A>(all: readonly [A, ...ReadonlyArray<A>]) => A
}

/** Mulberry32. */
export const numbers = (seed: number): Numbers => {
  let a = Math.imul(seed, 0x9e3779b1)
  const next = (): number => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    chance: (likelihood) => next() < likelihood,
    pick: (all) => all[between(0, all.length - 1)] ?? all[0]
  }
}
