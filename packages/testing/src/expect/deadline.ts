/** Waits that end. */
import { TestingError } from "../TestingError.ts"

/** How long a test waits for anything, in ms. It is below the 5 s that test runners give a test. */
export const defaultTimeoutMs = 4000

/** Something that can be awaited until it holds. */
export interface Waiting {
  /** Looks at all waits again. Call it after each change. */
  readonly changed: () => void
  /**
   * Resolves with the first value that `look` finds. Rejects after the deadline, with the message that `why` makes
   * then.
   */
  readonly until: <A>(look: () => A | undefined, why: (afterMs: number) => string) => Promise<A>
}

/** Makes waits with one deadline. */
export const makeWaiting = (timeoutMs: number = defaultTimeoutMs): Waiting => {
  const looks = new Set<() => void>()
  return {
    changed: () => {
      for (const look of looks) look()
    },
    until: (look, why) =>
      new Promise((resolve, reject) => {
        const found = look()
        if (found !== undefined) return resolve(found)
        const finish = () => {
          clearTimeout(timer)
          looks.delete(again)
        }
        const again = () => {
          const value = look()
          if (value === undefined) return
          finish()
          resolve(value)
        }
        const timer = setTimeout(() => {
          finish()
          reject(new TestingError(why(timeoutMs)))
        }, timeoutMs)
        looks.add(again)
      })
  }
}
