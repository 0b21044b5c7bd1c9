/** Writes and gives back what a session had, after it is over. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import type { NodeContext } from "../node/Context.ts"
import type { LiveSession } from "../node/LiveSession.ts"
import type { SessionRecord } from "../services/SessionRegistry.ts"
import type { Recorder } from "./Recorder.ts"
import type { Leaving } from "./Leaving.ts"

/** How long a finished session waits for the engine to take its last lines, in milliseconds. */
const lastFlushMs = 60_000

export const settle = (
  context: NodeContext,
  session: LiveSession & { readonly about: () => Omit<SessionRecord, "state"> },
  { recorder, scope }: { readonly recorder: Recorder; readonly scope: Scope.Closeable },
  state: Leaving["state"]
): Effect.Effect<void> => {
  const { limits, registry, sessions, settings } = context
  const about = { ...session.about(), since: Date.now() }
  const { sid, tenant } = about
  return Effect.gen(function* () {
    if (state !== "gone") yield* recorder.flush(lastFlushMs)
    recorder.stop()
    if (state !== "gone") yield* Effect.ignore(registry.put({ ...about, state }))
    yield* Effect.ignore(limits.release({ tenant, sid, node: settings.node }))
  }).pipe(
    Effect.ensuring(
      Effect.suspend(() => {
        if (sessions.get(sid) === session) sessions.delete(sid)
        return Effect.andThen(Scope.close(scope, Exit.void), Deferred.succeed(session.settled, undefined))
      })
    )
  )
}
