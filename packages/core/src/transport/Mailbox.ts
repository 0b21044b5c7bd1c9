/** Values on their way to readers, each of which takes all that wait. Every event of a connection goes through one. */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"

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
  const readers = new Set<() => void>()
  let values: Array<A> = []
  let ended: Exit.Exit<never, E> | undefined
  let isWaking = false

  const wake = (): void => {
    isWaking = false
    for (const read of readers) {
      if (values.length === 0 && ended === undefined) return
      read()
    }
  }
  /** Waits for a value or the end. */
  const some = Effect.callback<void>((resume) => {
    const read = () => {
      readers.delete(read)
      resume(Effect.void)
    }
    readers.add(read)
    return Effect.sync(() => readers.delete(read))
  })
  const take: Effect.Effect<Arr.NonEmptyArray<A>, E> = Effect.suspend(() => {
    const all = values
    if (!Arr.isArrayNonEmpty(all)) return ended ?? Effect.flatMap(some, () => take)
    values = []
    return Effect.succeed(all)
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
    take
  }
}
