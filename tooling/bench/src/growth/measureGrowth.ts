/** Measures the cost of twice as much in CPU time of this process, so that other programs do not add to it. */

export interface Growth {
  /** The size that was measured. The ratio compares it with twice this size. */
  readonly n: number
  readonly ms: number
  /** `undefined` if the work is too cheap to measure, even at the largest size. */
  readonly ratio: number | undefined
}

export type Work = () => Promise<unknown> | unknown

/** Twice as much may cost this much more. */
export const most = 2.5

/** A run shorter than this shows the garbage collector more than the work, in ms. */
const telling = 12
/** Runs of each size. The shortest counts, because whatever disturbs a run makes it longer. */
const rounds = 3
/** How often a ratio above the promise is measured again. Work that is not linear stays above it. */
const attempts = 4

const timeOf = async (work: Work): Promise<number> => {
  const before = process.cpuUsage()
  await work()
  const { system, user } = process.cpuUsage(before)
  return (system + user) / 1000
}

/** Raises the size until the work is long enough to measure, at most to `largest`. */
const tellingSize = async (prepare: (n: number) => Work, first: number, largest: number) => {
  let n = first
  // The first run also compiles the code.
  await prepare(n)()
  let ms = await timeOf(prepare(n))
  while (ms < telling && n < largest) {
    n = Math.min(largest, n * (ms < telling / 4 ? 4 : 2))
    ms = await timeOf(prepare(n))
  }
  return { n, ms }
}

/** Measures at a size that tells. The two sizes are measured in turns, so that both see the same machine. */
export const measureGrowth = async (prepare: (n: number) => Work, first: number, largest: number): Promise<Growth> => {
  globalThis.gc?.()
  const found = await tellingSize(prepare, first, largest)
  if (found.ms < telling / 3) return { ...found, ratio: undefined }
  const once = prepare(found.n)
  const twice = prepare(2 * found.n)
  let ratio = Infinity
  let ms = found.ms
  for (let attempt = 0; attempt < attempts && ratio > most; attempt++) {
    let double = Infinity
    for (let round = 0; round < rounds; round++) {
      ms = Math.min(ms, await timeOf(once))
      double = Math.min(double, await timeOf(twice))
    }
    ratio = Math.min(ratio, double / ms)
    if (ratio > most) globalThis.gc?.()
  }
  return { n: found.n, ms, ratio }
}

export const holds = ({ ratio }: Growth): boolean => ratio === undefined || ratio <= most
