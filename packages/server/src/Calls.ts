import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { Shell } from "./shell.ts"

/**
 * The calls that run, by call id: where a sideband (`?call_id=rtc_…`) finds the session it joins (protocol section 2
 * (14)). Provide one {@link Calls.layer} around all listeners; without it there are no sidebands.
 */
export class Calls extends Context.Service<
  Calls,
  {
    /** Makes a session findable until the scope ends. */
    readonly add: (callId: string, session: Shell) => Effect.Effect<void, never, Scope.Scope>
    readonly find: (callId: string) => Effect.Effect<Shell | undefined>
  }
>()("@antiphon/server/Calls") {
  static readonly layer: Layer.Layer<Calls> = Layer.sync(this, () => {
    const sessions = new Map<string, Shell>()
    return {
      add: (callId, session) =>
        Effect.acquireRelease(
          Effect.sync(() => void sessions.set(callId, session)),
          () => Effect.sync(() => sessions.delete(callId))
        ),
      find: (callId) => Effect.sync(() => sessions.get(callId))
    }
  })
}
