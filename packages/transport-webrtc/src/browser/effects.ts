/** Effects around work of the platform that runs on its own. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"

/** Awaits a promise that cannot be cancelled. If it is interrupted, a value that arrives later goes to `release`. */
export const awaited = <A, E>(
  begin: () => Promise<A>,
  refused: (cause: unknown) => E,
  release: (late: A) => void
): Effect.Effect<A, E> =>
  Effect.callback((resume) => {
    let isAwaited = true
    begin().then(
      (value) => (isAwaited ? resume(Effect.succeed(value)) : release(value)),
      (cause) => resume(Effect.fail(refused(cause)))
    )
    return Effect.sync(() => {
      isAwaited = false
    })
  })

/**
 * Runs `effect` in `scope` when it is first requested, and never again. Every caller waits for the one result. Interrupting
 * the wait does not interrupt the effect.
 */
export const once = <A, E>(scope: Scope.Scope, effect: Effect.Effect<A, E, Scope.Scope>): Effect.Effect<A, E> => {
  const result = Deferred.makeUnsafe<A, E>()
  let hasBegun = false
  return Effect.suspend(() => {
    if (hasBegun) return Deferred.await(result)
    hasBegun = true
    return effect.pipe(
      Scope.provide(scope),
      Deferred.into(result),
      Effect.forkIn(scope),
      Effect.andThen(Deferred.await(result))
    )
  })
}
