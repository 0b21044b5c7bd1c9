/** The model's track in a call. The stream has silence of its own, so it is never cleared. */
import type { Media } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { converter } from "../session/PlaybackTrack.ts"
import { samplesPerSecond } from "../machine/Audio.ts"

/** Pieces of 100 ms that may wait. A track that stands still for longer loses the oldest. */
const backlog = 20

/** Plays the pieces of the stream in their order. */
export interface Track {
  readonly play: (samples: Int16Array) => void
}

/** Makes the track of a call. It ends with the scope. */
export const makeTrack = (media: Media): Effect.Effect<Track, never, Scope.Scope> =>
  Effect.gen(function* () {
    const queue = yield* Queue.sliding<Int16Array>(backlog)
    const convert = converter(samplesPerSecond, media.sampleRate)
    yield* Stream.runForEach(Stream.fromQueue(queue), (samples) => media.send(convert(samples))).pipe(
      Effect.ignore,
      Effect.forkScoped
    )
    return { play: (samples) => void Queue.offerUnsafe(queue, samples) }
  })
