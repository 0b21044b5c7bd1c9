import * as Effect from "effect/Effect"

/** Fibers that wait for a condition. */
export interface Watchers {
  /** Waits until this holds. Looks at once, and then at each `look`. */
  readonly until: (holds: () => boolean) => Effect.Effect<void>
  /** Looks once more whether what is waited for holds. */
  readonly look: () => void
}

export const makeWatchers = (): Watchers => {
  const watchers = new Set<() => void>()
  return {
    look: () => {
      for (const watcher of watchers) watcher()
    },
    until: (holds) =>
      Effect.callback<void>((resume) => {
        if (holds()) return resume(Effect.void)
        const watcher = (): void => {
          if (!holds()) return
          watchers.delete(watcher)
          resume(Effect.void)
        }
        watchers.add(watcher)
        return Effect.sync(() => watchers.delete(watcher))
      })
  }
}
