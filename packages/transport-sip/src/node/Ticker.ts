/** The clock of all calls of a listener. One timer runs while there are calls. */

/** The time between two looks at the clock, in ms. It is half a packet. */
const tickMs = 10

export interface Ticker {
  /** Calls `work` with the time at every tick. Returns a function that stops it. */
  readonly every: (work: (now: number) => void) => () => void
}

export const makeTicker = (): Ticker => {
  const works = new Set<(now: number) => void>()
  let timer: ReturnType<typeof setInterval> | undefined
  return {
    every: (work) => {
      works.add(work)
      timer ??= setInterval(() => {
        const now = performance.now()
        for (const each of works) each(now)
      }, tickMs)
      return () => {
        works.delete(work)
        if (works.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    }
  }
}
