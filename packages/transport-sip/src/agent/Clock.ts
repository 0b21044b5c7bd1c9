/** The time of an agent. A test brings its own. */
export interface Clock {
  /** Runs `work` after some ms. Returns a function that stops it. */
  readonly after: (ms: number, work: () => void) => () => void
}

/** Timers by name. A timer that is started again runs anew. */
export interface Timers<Name extends string> {
  readonly start: (name: Name, ms: number, work: () => void) => void
  readonly stop: (name: Name) => void
  readonly clear: () => void
}

export const makeTimers = <Name extends string>(clock: Clock): Timers<Name> => {
  const running = new Map<Name, () => void>()
  const stop = (name: Name): void => {
    running.get(name)?.()
    running.delete(name)
  }
  return {
    start: (name, ms, work) => {
      stop(name)
      const cancel = clock.after(ms, () => {
        running.delete(name)
        work()
      })
      running.set(name, cancel)
    },
    stop,
    clear: () => {
      for (const name of running.keys()) stop(name)
    }
  }
}
