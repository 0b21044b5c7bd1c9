/** Values on their way to readers, each of which takes all that wait. Every event of a connection goes through one. */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

export interface Mailbox<A, E> {
  /** How many values wait. */
  readonly size: () => number
  /** Adds a value. Does nothing after the end. */
  readonly push: (value: A) => void
  /** Ends the mailbox behind what waits. The first end counts. */
  readonly end: (why: Exit.Exit<never, E>) => void
  /** Waits for a value, and takes all that there are. Fails with the end once nothing waits any more. */
  readonly take: Effect.Effect<Arr.NonEmptyArray<A>, E>
}

/**
 * Makes a mailbox. `later` runs a task soon, and not within the call that pushes, so that values that come together are
 * read together. No bound is kept here.
 */
export const makeMailbox = <A, E>(later: (task: () => void) => void): Mailbox<A, E> => {
  type Taken = Exit.Exit<Arr.NonEmptyArray<A>, E>
  const readers = new Set<(taken: Taken) => void>()
  let values: Array<A> = []
  let ended: Exit.Exit<never, E> | undefined
  let isWaking = false

  /** What a reader gets now, or `undefined` if it has to wait. */
  const next = (): Taken | undefined => {
    const all = values
    if (!Arr.isArrayNonEmpty(all)) return ended
    values = []
    return Exit.succeed(all)
  }
  const wake = (): void => {
    isWaking = false
    for (const resume of readers) {
      const taken = next()
      if (taken === undefined) return
      readers.delete(resume)
      resume(taken)
    }
  }
  const some = Effect.callback<Arr.NonEmptyArray<A>, E>((resume) => {
    readers.add(resume)
    return Effect.sync(() => readers.delete(resume))
  })

  return {
    size: () => values.length,
    push: (value) => {
      if (ended !== undefined) return
      values.push(value)
      if (readers.size === 0 || isWaking) return
      isWaking = true
      later(wake)
    },
    end: (why) => {
      if (ended !== undefined) return
      ended = why
      if (values.length === 0) wake()
    },
    take: Effect.suspend(() => next() ?? some)
  }
}
