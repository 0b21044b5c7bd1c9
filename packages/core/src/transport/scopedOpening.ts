import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"

/**
 * Opens something in a scope of its own inside the surrounding scope, for adapter authors. An opening that fails or is
 * interrupted leaves nothing behind, because its scope is closed at once and not with the surrounding one.
 */
export const scopedOpening = <A, E, R>(opening: Effect.Effect<A, E, R>): Effect.Effect<A, E, R | Scope.Scope> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const scope = yield* Scope.fork(yield* Effect.scope)
      return yield* restore(Scope.provide(opening, scope)).pipe(
        Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause)))
      )
    })
  )
