/** The registry in which a sideband finds its call. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { RealtimeSession } from "./makeRealtimeSession.ts"

/**
 * The calls that run, by call id. A sideband (`?call_id=rtc_…`) finds the session that it joins here (protocol section 2
 * (14)). Provide one {@link RunningCalls.layer} around all listeners. Without it there are no sidebands.
 */
export class RunningCalls extends Context.Service<
  RunningCalls,
  {
    /** Adds a session until the scope ends. */
    readonly add: (callId: string, session: RealtimeSession) => Effect.Effect<void, never, Scope.Scope>
    readonly find: (callId: string) => Effect.Effect<RealtimeSession | undefined>
  }
>()("@antiphon/server/RunningCalls") {
  static readonly layer: Layer.Layer<RunningCalls> = Layer.sync(this, () => {
    const sessions = new Map<string, RealtimeSession>()
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
