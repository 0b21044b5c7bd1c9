/**
 * Puts off whatever wakes a waiting fiber until what is being done is done: a fiber that is woken runs at once, and would
 * find things half changed.
 */
export interface Quiet {
  /** Runs `work`; what it puts off runs behind it. */
  readonly during: (work: () => void) => void
  /** Runs `wake` behind what is being done, or now. */
  readonly after: (wake: () => void) => void
}

export const makeQuiet = (): Quiet => {
  const due: Array<() => void> = []
  let depth = 0
  const next = (): (() => void) | undefined => (depth === 0 ? due.shift() : undefined)
  const drain = (): void => {
    for (let wake = next(); wake !== undefined; wake = next()) wake()
  }
  return {
    during: (work) => {
      depth += 1
      try {
        work()
      } finally {
        depth -= 1
      }
      drain()
    },
    after: (wake) => {
      due.push(wake)
      drain()
    }
  }
}
