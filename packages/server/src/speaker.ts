import { Resampler } from "@antiphon/audio"
import type { Media, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as FiberHandle from "effect/FiberHandle"
import * as Latch from "effect/Latch"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { pieces } from "./engine/pieces.ts"

const machineRate = 24_000
/** Pieces of 100 ms that wait before the engine waits too. */
const backlog = 20

/** Plays samples on the track of a connection. */
export interface Speaker {
  /** What is handed over is played, unless it is cleared. */
  readonly play: (samples: Int16Array) => void
  /** Waits while two seconds or more are queued. */
  readonly room: Effect.Effect<void>
  /** Drops what has not been played. */
  readonly clear: Effect.Effect<void>
}

export const makeSpeaker = Effect.fnUntraced(function* (media: Media): Effect.fn.Return<Speaker, never, Scope.Scope> {
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
      const convert = converter(machineRate, media.sampleRate)
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

/** What the user's track brings, at the machine's rate. */
export const heard = (media: Media): Stream.Stream<Int16Array, TransportError> =>
  Stream.suspend(() => Stream.map(media.incoming, converter(media.sampleRate, machineRate)))

const converter = (from: number, to: number): ((samples: Int16Array) => Int16Array) => {
  if (from === to) return (samples) => samples
  const resampler = Resampler.make({ from, to })
  return (samples) => resampler.process(samples)
}
