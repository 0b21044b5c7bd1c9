/**
 * The media of a connection in both directions. The session plays its audio there, and the user's microphone sends
 * there.
 */
import { Resampler } from "@antiphon/audio"
import type { Media, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as FiberHandle from "effect/FiberHandle"
import * as Latch from "effect/Latch"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { pieces } from "../engine/pieces.ts"
import { samplesPerSecond } from "../machine/Audio.ts"

/** Pieces of 100 ms that may wait. Then the engine waits too. */
const backlog = 20

/** Plays samples on the track of a connection, and stops with its scope. */
export interface PlaybackTrack {
  /** Queues samples. They are played unless they are cleared. */
  readonly play: (samples: Int16Array) => void
  /** Waits while two seconds or more are queued. */
  readonly room: Effect.Effect<void>
  /** Drops what has not been played. */
  readonly clear: Effect.Effect<void>
}

/** Makes the track of a connection. */
export const makePlaybackTrack = Effect.fnUntraced(function* (
  media: Media
): Effect.fn.Return<PlaybackTrack, never, Scope.Scope> {
  const queue = yield* Queue.unbounded<Int16Array>()
  const room = Latch.makeUnsafe(true)
  const playing = yield* FiberHandle.make<void, TransportError>()
  const measure = (): void => {
    if (Queue.sizeUnsafe(queue) < backlog) room.openUnsafe()
    else room.closeUnsafe()
  }
  const start = FiberHandle.run(
    playing,
    Effect.suspend(() => {
      const convert = converter(samplesPerSecond, media.sampleRate)
      const next = Effect.tap(Queue.take(queue), () => Effect.sync(measure))
      return Effect.forever(Effect.flatMap(next, (samples) => media.send(convert(samples))))
    })
  )
  yield* start
  return {
    play: (samples) => {
      for (const piece of pieces(samples)) Queue.offerUnsafe(queue, piece)
      measure()
    },
    room: room.await,
    clear: FiberHandle.clear(playing).pipe(
      Effect.andThen(Queue.clear(queue)),
      Effect.andThen(Effect.sync(measure)),
      Effect.andThen(media.clear),
      Effect.andThen(start)
    )
  }
})

/** Streams the samples of the user's track, at the machine's rate. */
export const incomingSamples = (media: Media): Stream.Stream<Int16Array, TransportError> =>
  Stream.suspend(() => Stream.map(media.incoming, converter(media.sampleRate, samplesPerSecond)))

/** Makes a function that converts the next samples of a stream to another rate. */
export const converter = (from: number, to: number): ((samples: Int16Array) => Int16Array) => {
  if (from === to) return (samples) => samples
  const resampler = Resampler.make({ from, to })
  return (samples) => resampler.process(samples)
}
