/** Plays a recording by the clock. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { kindOf, refuseArgument } from "@antiphon/core/boundary"
import { isSpeed, needRecording } from "../check.ts"
import type { RecordedLine } from "../RecordedLine.ts"
import type { Recording } from "../parse.ts"

/**
 * Emits the lines of a recording, each at its time after the stream started. `speed` is a factor and defaults to 1. At
 * `Infinity` lines come as fast as they are pulled, which lets a caller step through them.
 */
export const paced = (recording: Recording, speed = 1): Stream.Stream<RecordedLine> => {
  needRecording(paced, "paced", recording)
  refuseArgument(paced, isSpeed(speed) ? undefined : `the speed of paced is ${kindOf(speed)}: pass a factor above 0`)
  return Stream.unwrap(
    Effect.map(Clock.currentTimeMillis, (start) =>
      Stream.mapEffect(Stream.fromIterable(recording.lines), (line) =>
        Effect.as(sleepUntil(start + line.t / speed), line)
      )
    )
  )
}

/** Sleeps until a time of the clock. Returns at once if it has passed. */
export const sleepUntil = (time: number): Effect.Effect<void> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => (time > now ? Effect.sleep(time - now) : Effect.void))
