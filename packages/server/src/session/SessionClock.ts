/**
 * The time of one session, and the alarms that are set by it. It begins at the wall clock's time and goes on with the
 * monotonic clock. So setting the wall clock neither ends a session early nor keeps one open.
 *
 * A timer may fire early. So alarms read the time again, and the machines ask again for every wake-up that is not due yet.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type Alarm, alarmsOf } from "./Alarms.ts"

/** A clock that cannot be set. */
export interface SessionClock {
  /** The time in epoch ms. It never goes back. */
  readonly now: () => number
  /** Sets an alarm that rings when `now` has reached a time, however early the timers fire. */
  readonly alarm: (at: number, ring: () => void) => Alarm
  /** Clears an alarm. Does nothing if it rang. */
  readonly clear: (alarm: Alarm) => void
}

/** Makes a clock that begins at the wall clock's time. */
export const makeSessionClock: Effect.Effect<SessionClock> = Effect.map(Clock.Clock, (clock) => {
  const alarms = alarmsOf(clock)
  const offset = clock.currentTimeMillisUnsafe() - alarms.now()
  return {
    now: () => offset + alarms.now(),
    alarm: (at, ring) => alarms.set(at - offset, ring),
    clear: (alarm) => alarms.clear(alarm)
  }
})
