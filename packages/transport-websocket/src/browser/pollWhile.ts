import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** The time between two looks, in ms. */
const pollMs = 20

/**
 * Makes up for a socket that does not report a drain. Returns a function that runs an effect which waits for one.
 * Meanwhile a fiber in `scope` looks whether there is room below the mark, or fewer bytes unwritten than before. One
 * fiber serves all waiting effects.
 */
export const pollWhile = (options: {
  readonly scope: Scope.Scope
  readonly mark: number
  readonly unwritten: () => number
  readonly drained: () => void
}): (<E>(waiting: Effect.Effect<void, E>) => Effect.Effect<void, E>) => {
  let waiting = 0
  let isPolling = false
  let before = 0
  const look = Effect.sync(() => {
    const now = options.unwritten()
    if (now < before || now < options.mark) options.drained()
    before = now
  })
  const poll = Effect.whileLoop({
    while: () => (isPolling = waiting > 0),
    body: () => Effect.delay(look, pollMs),
    step: () => {}
  })
  const begin = Effect.suspend(() => {
    waiting += 1
    if (isPolling) return Effect.void
    isPolling = true
    before = options.unwritten()
    return Effect.forkIn(poll, options.scope)
  })
  const finish = Effect.sync(() => {
    waiting -= 1
  })
  return (effect) =>
    Effect.acquireUseRelease(
      begin,
      () => effect,
      () => finish
    )
}
