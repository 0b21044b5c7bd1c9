/**
 * Notices a half-open connection of a page: one whose other end is gone without a word, as after a sleep or a change of
 * network. The platform keeps such a socket open for many minutes, tells nothing, and offers no ping. What can be seen is
 * that bytes which were handed over do not leave.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** Looks in one deadline. A page that is frozen looks at nothing, so the time that it slept does not count. */
const looks = 6

/**
 * Gives what is to run after each send: it begins to look, if nothing does yet. `dead` is called once `unwritten` was above
 * zero in each look of one deadline and nothing had left. Looking stops whenever all has left.
 */
export const watchUnwritten = (options: {
  readonly scope: Scope.Scope
  readonly deadlineMs: number
  readonly unwritten: () => number
  /** Bytes handed over so far. */
  readonly given: () => number
  readonly dead: () => void
}): (() => Effect.Effect<void>) => {
  const { deadlineMs, given, scope, unwritten } = options
  let isLooking = false
  const written = () => given() - unwritten()
  const watch = Effect.gen(function* () {
    let before = written()
    for (let still = 0; still < looks; still = written() === before ? still + 1 : 0) {
      before = written()
      yield* Effect.sleep(deadlineMs / looks)
      if (unwritten() === 0) return
    }
    options.dead()
  }).pipe(
    Effect.ensuring(
      Effect.sync(() => {
        isLooking = false
      })
    )
  )
  return () =>
    Effect.suspend(() => {
      if (isLooking || unwritten() === 0) return Effect.void
      isLooking = true
      return Effect.asVoid(Effect.forkIn(watch, scope))
    })
}
