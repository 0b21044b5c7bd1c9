/** The media of an in-memory connection, which is 24 kHz PCM16 in packets of 20 ms, lossless and paced by the clock. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { makeHighWater } from "../transport/HighWater.ts"
import type { Media } from "../transport/Transport.ts"
import type { TransportError } from "../transport/TransportError.ts"
import type { Lane } from "./Lane.ts"

const sampleRate = 24_000
const packetMs = 20
const packetSamples = (sampleRate * packetMs) / 1000

/**
 * The most received packets that wait for a reader. They are 60 s. Older ones are dropped, as on a real track.
 */
const maxPackets = 3000

export interface MemoryMedia {
  readonly media: Media
  readonly receive: (samples: Int16Array) => void
  readonly end: (error: TransportError) => void
}

export const makeMemoryMedia = (options: {
  readonly lane: () => Lane<Int16Array>
  readonly endedWith: () => TransportError | undefined
}): Effect.Effect<MemoryMedia> =>
  Effect.gen(function* () {
    const context = yield* Effect.context<never>()
    const received = yield* Queue.sliding<Int16Array, TransportError>(maxPackets)
    let queued = new Int16Array(0)
    let pacing = false

    const highWater = makeHighWater({ mark: sampleRate, unwritten: () => queued.length, endedWith: options.endedWith })

    const pace = Effect.gen(function* () {
      while (queued.length > 0 && options.endedWith() === undefined) {
        options.lane().write(queued.subarray(0, packetSamples))
        queued = queued.subarray(packetSamples)
        highWater.drained()
        yield* Effect.sleep(packetMs)
      }
      pacing = false
    })

    const enqueue = (samples: Int16Array) => {
      const longer = new Int16Array(queued.length + samples.length)
      longer.set(queued)
      longer.set(samples, queued.length)
      queued = longer
      if (pacing) return
      pacing = true
      Effect.runForkWith(context)(pace)
    }

    return {
      media: {
        sampleRate,
        incoming: Stream.fromQueue(received),
        send: (samples) => highWater.send(() => enqueue(samples)),
        clear: Effect.sync(() => {
          queued = new Int16Array(0)
          highWater.drained()
        })
      },
      receive: (samples) => void Queue.offerUnsafe(received, samples),
      end: (error) => {
        Queue.failCauseUnsafe(received, Cause.fail(error))
        highWater.drained()
      }
    }
  })
