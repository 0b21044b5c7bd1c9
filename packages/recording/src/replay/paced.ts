/** A recording on the clock. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Line } from "../Line.ts"
import type { Recording } from "../parse.ts"

/**
 * The lines of a recording, each at its time from the moment that the stream is run, `speed` times as fast as they came;
 * at `Infinity` as fast as they are pulled, which is how to step through them.
 */
export const paced = (recording: Recording, speed = 1): Stream.Stream<Line> =>
  Stream.unwrap(
    Effect.map(Clock.currentTimeMillis, (start) =>
      Stream.mapEffect(Stream.fromIterable(recording.lines), (line) =>
        Effect.as(sleepUntil(start + line.t / speed), line)
      )
    )
  )

/** Returns at once where the time has come. */
export const sleepUntil = (time: number): Effect.Effect<void> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => (time > now ? Effect.sleep(time - now) : Effect.void))
