import { Resampler } from "@antiphon/audio"
import type { Media, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as FiberHandle from "effect/FiberHandle"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { pieces } from "./engine/pieces.ts"

const machineRate = 24_000
/** Pieces of 100 ms that may wait; then the engine waits. */
const backlog = 20

/** Plays samples on the track of a connection. */
export interface Speaker {
  /** Waits while two seconds are queued. */
  readonly play: (samples: Int16Array) => Effect.Effect<void>
  /** Drops what has not been played. */
  readonly clear: Effect.Effect<void>
}

export const makeSpeaker = Effect.fnUntraced(function* (media: Media): Effect.fn.Return<Speaker, never, Scope.Scope> {
  const queue = yield* Queue.bounded<Int16Array>(backlog)
  const playing = yield* FiberHandle.make<void, TransportError>()
  const start = FiberHandle.run(
    playing,
    Effect.suspend(() => {
      const convert = converter(machineRate, media.sampleRate)
      return Effect.forever(Effect.flatMap(Queue.take(queue), (samples) => media.send(convert(samples))))
    })
  )
  yield* start
  return {
    play: (samples) => Effect.forEach(pieces(samples), (piece) => Queue.offer(queue, piece), { discard: true }),
    clear: FiberHandle.clear(playing).pipe(
      Effect.andThen(Queue.clear(queue)),
      Effect.andThen(media.clear),
      Effect.andThen(start)
    )
  }
})

/** What the user's track brings, at the machine's rate. */
export const heard = (media: Media): Stream.Stream<Int16Array, TransportError> =>
  Stream.suspend(() => Stream.map(media.incoming, converter(media.sampleRate, machineRate)))

const converter = (from: number, to: number): ((samples: Int16Array) => Int16Array) => {
  if (from === to) return (samples) => samples
  const resampler = Resampler.make({ from, to })
  return (samples) => resampler.process(samples)
}
