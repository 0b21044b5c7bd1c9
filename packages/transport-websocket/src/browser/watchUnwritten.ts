/**
 * Notices a half-open connection of a page. The other end of such a connection is gone without a close, as after a
 * sleep or a change of network. The platform keeps its socket open for many minutes, reports nothing, and has no ping.
 * The one sign is that bytes which were handed over do not leave.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** The looks in one deadline. A frozen page does not look, so the time that it was frozen does not count. */
const looks = 6

/**
 * Returns the effect to run after each send. It begins to look if nothing looks yet. `dead` is called once `unwritten`
 * was above zero in each look of one deadline and nothing had left. Looking stops when everything has left.
 */
export const watchUnwritten = (options: {
  readonly scope: Scope.Scope
  readonly deadlineMs: number
  readonly unwritten: () => number
  /** Returns the bytes handed over so far. */
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
