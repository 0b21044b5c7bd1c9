import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"

/**
 * Runs `effect` in `scope` when it is first asked for, and never again. Whoever asks waits for the one result;
 * interrupting the wait leaves it under way.
 */
export const once = <A, E>(scope: Scope.Scope, effect: Effect.Effect<A, E, Scope.Scope>): Effect.Effect<A, E> => {
  const result = Deferred.makeUnsafe<A, E>()
  let isAsked = false
  return Effect.suspend(() => {
    if (isAsked) return Deferred.await(result)
    isAsked = true
    return effect.pipe(
      Scope.provide(scope),
      Deferred.into(result),
      Effect.forkIn(scope),
      Effect.andThen(Deferred.await(result))
    )
  })
}
