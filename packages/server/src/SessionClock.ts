/**
 * The time of one session, and the waits that are measured in it. It begins at the wall clock's time and goes on by the
 * monotonic clock, so that setting the wall clock neither ends a session early nor keeps one open.
 *
 * A wake-up is a question and not an answer. A timer may fire early, so `until` looks at the time again and sleeps on until
 * the time is there, and the machines ask again for every wake-up that is not due yet.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

export interface SessionClock {
  /** Epoch ms, which never go back. */
  readonly now: Effect.Effect<number>
  /** Waits until `now` is at this time, however early the timers fire. */
  readonly until: (at: number) => Effect.Effect<void>
}

/** Begins at the wall clock's time. */
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
