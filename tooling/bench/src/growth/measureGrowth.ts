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
  /** The size that was measured. It is compared with two and four times this size. */
  readonly n: number
  /** The CPU time of warm runs of the sizes `n`, `2 n` and `4 n`. */
  readonly ms: readonly [number, number, number]
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
/** The CPU time for one case, in ms. What has been measured by then counts. Work that is quadratic reaches it soon. */
const budget = 20_000

const timeOf = async (work: Work): Promise<number> => {
  const before = cpuMs()
  await work()
  return cpuMs() - before
}

/** The time of a run after the compiler has seen the work. Work that is long at once is warm after one run. */
const warmTime = async (work: Work): Promise<number> => {
  let shortest = await timeOf(work)
  for (let run = 0; run < 4 && shortest < 10 * telling; run++) shortest = Math.min(shortest, await timeOf(work))
  return shortest
}

const cpuMs = (): number => {
  const { system, user } = process.cpuUsage()
  return (system + user) / 1000
}

const cheap = (n: number): Growth => ({ n, ms: [0, 0, 0], ratio: undefined })

/** Whether even the first run of four times the largest size is short. The compiler has not seen the work then. */
const isCheap = async (prepare: (n: number) => Work, first: number, largest: number): Promise<boolean> =>
  (await timeOf(prepare(first))) < telling / 4 && (await timeOf(prepare(4 * largest))) < telling

/** Raises the size until a warm run is long enough to measure, at most to `largest`. */
const tellingSize = async (prepare: (n: number) => Work, first: number, largest: number): Promise<number> => {
  let n = Math.min(first, largest)
  let ms = await warmTime(prepare(n))
  while (ms < telling && n < largest) {
    n = Math.min(largest, n * (ms < telling / 4 ? 4 : 2))
    ms = await warmTime(prepare(n))
  }
  return n
}

/**
 * Measures at a size that tells. The sizes are measured in turns, so that all see the same machine. Starts again with a
 * larger size if a run of the first one became shorter than it may be.
 */
export const measureGrowth = async (prepare: (n: number) => Work, first: number, largest: number): Promise<Growth> => {
  if (await isCheap(prepare, Math.min(first, largest), largest)) return cheap(largest)
  const end = cpuMs() + budget
  const growth = await growthFrom(prepare, { first, largest, end })
  return holds(growth) || cpuMs() > end
    ? growth
    : growthFrom(prepare, { first: 4 * growth.n, largest: 4 * growth.n, end })
}

interface Sizes {
  readonly first: number
  readonly largest: number
  /** The CPU time of this process at which the case is over. */
  readonly end: number
}

const growthFrom = async (prepare: (n: number) => Work, { end, first, largest }: Sizes): Promise<Growth> => {
  globalThis.gc?.()
  const n = await tellingSize(prepare, first, largest)
  const works = [prepare(n), prepare(2 * n), prepare(4 * n)] as const
  let ms: Growth["ms"] = [Infinity, Infinity, Infinity]
  let ratio = Infinity
  for (let round = 0; round < rounds * attempts && (round < rounds || ratio > most); round++) {
    if (round > 0 && cpuMs() > end) break
    if (round === rounds) globalThis.gc?.()
    const [once, twice, fourfold] = works
    const long = Math.min(ms[2], await timeOf(fourfold))
    ms = [Math.min(ms[0], await timeOf(once)), Math.min(ms[1], await timeOf(twice)), long]
    if (ms[0] < telling && n < largest) return growthFrom(prepare, { first: 2 * n, largest, end })
    // At the largest size, the times are too short to tell growth from noise.
    if (ms[0] < telling && ms[2] < telling * most ** 2) return cheap(n)
    ratio = Math.sqrt(ms[2] / ms[0])
  }
  return { n, ms, ratio }
}

export const holds = ({ ratio }: Growth): boolean => ratio === undefined || ratio <= most
