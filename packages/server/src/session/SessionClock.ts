/**
 * The time of one session, and the waits that are measured in it. It begins at the wall clock's time and goes on with the
 * monotonic clock. So setting the wall clock neither ends a session early nor keeps one open.
 *
 * A timer may fire early. So `until` reads the time again and sleeps on, and the machines ask again for every wake-up that
 * is not due yet.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** A clock that cannot be set. */
export interface SessionClock {
  /** The time in epoch ms. It never goes back. */
  readonly now: Effect.Effect<number>
  /** Waits until `now` has reached a time, however early the timers fire. */
  readonly until: (at: number) => Effect.Effect<void>
}

/** Makes a clock that begins at the wall clock's time. */
export const makeSessionClock: Effect.Effect<SessionClock> = Effect.map(Clock.Clock, (clock) => {
  let time = clock.currentTimeMillisUnsafe()
  let read = clock.monotonicTimeNanosUnsafe()
  const now = Effect.sync(() => {
    const nanos = clock.monotonicTimeNanosUnsafe()
    if (nanos > read) time += Number(nanos - read) / 1e6
    read = nanos
    return time
  })
  const until = (at: number): Effect.Effect<void> =>
    Effect.flatMap(now, (time) =>
      time >= at ? Effect.void : Effect.andThen(Effect.sleep(Math.ceil(at - time)), until(at))
    )
  return { now, until }
})
