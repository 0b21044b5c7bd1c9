import * as Effect from "effect/Effect"

/**
 * The outcome of a promise that cannot be called off. Interrupted, it lets go of what comes too late.
 */
export const awaited = <A, E>(
  begin: () => Promise<A>,
  refused: (cause: unknown) => E,
  letGo: (late: A) => void
): Effect.Effect<A, E> =>
  Effect.callback((resume) => {
    let isAwaited = true
    begin().then(
      (value) => (isAwaited ? resume(Effect.succeed(value)) : letGo(value)),
      (cause) => resume(Effect.fail(refused(cause)))
    )
    return Effect.sync(() => {
      isAwaited = false
    })
  })
