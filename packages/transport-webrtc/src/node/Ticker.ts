/**
 * The clock of all calls, one timer for the process. A timer for each call would wake the process fifty times a second
 * per call, and each would drift in its own way.
 */

/** The time between two looks at the clock, in ms. It is half a frame. */
export const tickMs = 10

export interface Ticker {
  /** Returns the time in ms from any origin. It never goes backwards. */
  readonly now: () => number
  /** Calls `work` with the time at every tick. Returns a function that stops it. */
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

/** The ticker of this process. */
export const ticker: Ticker = makeTicker()
