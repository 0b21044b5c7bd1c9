/**
 * Measures the cost of more in CPU time of this process, so that other programs do not add to it.
 *
 * The rule is that four times as much costs at most 6.25 times as much, which is 2.5 times for each doubling. Two doublings
 * tell linear work from other work better than one does. Linear work costs 4 times as much and quadratic work 16 times.
 *
 * Maps that outgrow a cache of the processor cost more than 6.25 times once, and less from then on. So a case above the
 * limit is measured again from four times the size on, and the second result counts. Quadratic work only grows there.
 */

export interface Growth {
  /** The size that was measured. It is compared with four times this size. */
  readonly n: number
  /** The CPU time of a warm run of size `n`. */
  readonly ms: number
  /** The growth for each doubling, or `undefined` if the work is too cheap to measure, even at the largest size. */
  readonly ratio: number | undefined
}

export type Work = () => Promise<unknown> | unknown

/** A doubling may cost this much more. */
export const most = 2.5

/** A run shorter than this shows the garbage collector more than the work, in ms. */
const telling = 12
/** Runs of each size. The shortest counts, because whatever disturbs a run makes it longer. */
const rounds = 2
/** How often a ratio above the promise is measured again. Work that is not linear stays above it. */
const attempts = 2

const timeOf = async (work: Work): Promise<number> => {
  const before = process.cpuUsage()
  await work()
  const { system, user } = process.cpuUsage(before)
  return (system + user) / 1000
}

/** The time of a run after the compiler has seen the work. Work that is long at once is warm after one run. */
const warmTime = async (work: Work): Promise<number> => {
  let shortest = await timeOf(work)
  for (let run = 0; run < 4 && shortest < 10 * telling; run++) shortest = Math.min(shortest, await timeOf(work))
  return shortest
}

/** Raises the size until a warm run is long enough to measure, at most to `largest`. */
const tellingSize = async (prepare: (n: number) => Work, first: number, largest: number) => {
  let n = Math.min(first, largest)
  let ms = await warmTime(prepare(n))
  while (ms < telling && n < largest) {
    n = Math.min(largest, n * (ms < telling / 4 ? 4 : 2))
    ms = await warmTime(prepare(n))
  }
  return { n, ms }
}

/**
 * Measures at a size that tells. The two sizes are measured in turns, so that both see the same machine. Starts again with
 * a larger size if a run of the first one became shorter than it may be.
 */
export const measureGrowth = async (prepare: (n: number) => Work, first: number, largest: number): Promise<Growth> => {
  const growth = await growthFrom(prepare, first, largest)
  return holds(growth) ? growth : growthFrom(prepare, 4 * growth.n, 4 * growth.n)
}

const growthFrom = async (prepare: (n: number) => Work, first: number, largest: number): Promise<Growth> => {
  globalThis.gc?.()
  const { ms: found, n } = await tellingSize(prepare, first, largest)
  const once = prepare(n)
  const fourfold = prepare(4 * n)
  let ratio = Infinity
  let ms = found
  for (let attempt = 0; attempt < attempts && ratio > most; attempt++) {
    let long = Infinity
    for (let round = 0; round < rounds; round++) {
      long = Math.min(long, await timeOf(fourfold))
      ms = Math.min(ms, await timeOf(once))
    }
    if (ms < telling && n < largest) return growthFrom(prepare, 2 * n, largest)
    // At the largest size, the times are too short to tell growth from noise.
    if (ms < telling && long < telling * most ** 2) return { n, ms, ratio: undefined }
    ratio = Math.min(ratio, Math.sqrt(long / ms))
    if (ratio > most) globalThis.gc?.()
  }
  return { n, ms, ratio }
}

export const holds = ({ ratio }: Growth): boolean => ratio === undefined || ratio <= most
