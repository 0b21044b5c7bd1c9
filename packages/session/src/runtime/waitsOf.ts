/** Turns a schedule of the caller into the waits between dials. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"

/** How long to wait before a try, in ms, or `undefined` if there is no other. */
export type Waits = (tries: number) => Effect.Effect<number | undefined>

/**
 * The waits of a schedule, in ms. The first try begins the schedule anew. Gives `undefined` once the schedule has ended.
 * `elapsed` is in ms on a clock that is never set.
 */
export const waitsOf = (schedule: Schedule.Schedule<unknown>, elapsed: () => number): Waits => {
  const begin = () => Effect.runSync(Schedule.toStep(schedule))
  let next = begin()
  return (tries) => {
    if (tries === 1) next = begin()
    return Pull.matchEffect(next(elapsed(), undefined), {
      onSuccess: ([, wait]) => Effect.succeed(Duration.toMillis(wait)),
      onFailure: () => Effect.succeed(undefined),
      onDone: () => Effect.succeed(undefined)
    })
  }
}
