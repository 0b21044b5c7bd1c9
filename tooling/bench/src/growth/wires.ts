/** What the parts that sit on a connection share. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** The number of frames to write before the other side gets a turn. */
const breath = 128

export const writeAll = <F>(write: (frame: F) => void, frames: ReadonlyArray<F>) =>
  Effect.forEach(
    frames,
    (frame, n) =>
      Effect.andThen(
        Effect.sync(() => write(frame)),
        n % breath === 0 ? Effect.yieldNow : Effect.void
      ),
    { discard: true }
  )

/** Runs to the end, also if the part that is measured ends its connection. */
export const run = <E>(effect: Effect.Effect<unknown, E, Scope.Scope>): Promise<unknown> =>
  Effect.runPromise(Effect.ignore(Effect.timeout(Effect.scoped(effect), "60 seconds")))

export const greeting = JSON.stringify({
  type: "session.created",
  event_id: "hello",
  session: { type: "realtime", id: "s" }
})
/** The type and the id of the last event. */
export const farewell = "growth.farewell"
