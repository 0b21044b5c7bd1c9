/**
 * The clock of all calls: one timer for the process, however many talk. A timer for each would wake the process fifty
 * times a second for every one of them, and each would drift in its own way.
 */

/** Between two looks at the clock, in ms: half a frame. */
export const tickMs = 10

export interface Ticker {
  /** The time in ms, from any origin, never backwards. */
  readonly now: () => number
  /** Calls `work` with the time at every tick, until the function that it gives is called. */
  readonly every: (work: (now: number) => void) => () => void
}

/** Makes a ticker, whose timer runs only while there is work. */
export const makeTicker = (now: () => number = () => performance.now()): Ticker => {
  const works = new Set<(now: number) => void>()
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => {
    const time = now()
    for (const work of works) work(time)
  }
  return {
    now,
    every: (work) => {
      works.add(work)
      timer ??= setInterval(tick, tickMs)
      return () => {
        works.delete(work)
        if (works.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    }
  }
}

/** The one of this process. */
export const ticker: Ticker = makeTicker()
