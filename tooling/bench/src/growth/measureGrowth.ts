/** Measures the cost of twice as much in CPU time of this process, so that other programs do not add to it. */

export interface Growth {
  /** The size that was measured. The ratio compares it with twice this size. */
  readonly n: number
  readonly ms: number
  readonly ratio: number
}

export type Work = () => Promise<unknown> | unknown

/** A run shorter than this shows the garbage collector more than the work, in ms. */
const telling = 60
const most = 2.5
const rounds = 3
const attempts = 3

const timeOf = async (work: Work): Promise<number> => {
  globalThis.gc?.()
  const before = process.cpuUsage()
  await work()
  const { system, user } = process.cpuUsage(before)
  return (system + user) / 1000
}

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const medianOf = async (prepare: (n: number) => Work, n: number, times: number): Promise<number> => {
  const work = prepare(n)
  const found: Array<number> = []
  for (let round = 0; round < times; round++) found.push(await timeOf(work))
  return median(found)
}

/**
 * Raises the size until the work is long enough to measure, at most to `largest`. Returns the ratio of the median times
 * for twice the size and for the size. A ratio above the promise is measured again, because work that is not linear
 * stays above it.
 */
export const measureGrowth = async (prepare: (n: number) => Work, first: number, largest: number): Promise<Growth> => {
  let n = first
  let ms = await medianOf(prepare, n, 1)
  while (ms < telling && n < largest) {
    n *= ms < telling / 8 ? 4 : 2
    ms = await medianOf(prepare, n, 1)
  }
  // The work is too cheap to measure, even in the largest frame.
  if (ms < telling / 5) return { n, ms, ratio: 1 }
  let ratio = Infinity
  for (let attempt = 0; attempt < attempts && ratio > most; attempt++) {
    ms = await medianOf(prepare, n, rounds)
    ratio = Math.min(ratio, (await medianOf(prepare, 2 * n, rounds)) / ms)
  }
  return { n, ms, ratio }
}

export const holds = ({ ratio }: Growth): boolean => ratio <= most
