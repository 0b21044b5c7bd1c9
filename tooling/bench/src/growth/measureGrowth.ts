/** What twice as much costs: CPU time of this process, which other programs do not add to. */

export interface Growth {
  /** How much was measured: so many, and twice as many. */
  readonly n: number
  readonly ms: number
  readonly ratio: number
}

export type Work = () => Promise<unknown> | unknown

/** Below this a run says more about the collector than about the work, ms. */
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
 * Goes up until the work is long enough to tell, at most up to `largest`, and gives the ratio of the medians of twice as much
 * and as much. A ratio above the promise is measured again: what is not linear stays above it.
 */
export const measureGrowth = async (prepare: (n: number) => Work, first: number, largest: number): Promise<Growth> => {
  let n = first
  let ms = await medianOf(prepare, n, 1)
  while (ms < telling && n < largest) {
    n *= ms < telling / 8 ? 4 : 2
    ms = await medianOf(prepare, n, 1)
  }
  // Too cheap to be measured even where there is as much of it as a frame holds.
  if (ms < telling / 5) return { n, ms, ratio: 1 }
  let ratio = Infinity
  for (let attempt = 0; attempt < attempts && ratio > most; attempt++) {
    ms = await medianOf(prepare, n, rounds)
    ratio = Math.min(ratio, (await medianOf(prepare, 2 * n, rounds)) / ms)
  }
  return { n, ms, ratio }
}

export const holds = ({ ratio }: Growth): boolean => ratio <= most
