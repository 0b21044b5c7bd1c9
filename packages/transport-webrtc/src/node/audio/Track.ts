/** The audio of a call. This side exchanges samples, and the wire exchanges packets. */
import type { Media, TransportError } from "@antiphon/core"
import { type Arrival, isRtcp, makeHighWater, makeJitterBuffer, parseRtp } from "@antiphon/core/transport"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Stats } from "../../Stats.ts"
import { type Codec, sampleRate } from "./opus.ts"
import { makeReporter } from "../rtp/Reporter.ts"
import { makeSender } from "./Sender.ts"
import { makeTimeline } from "./Timeline.ts"

/** The most received frames that wait for a reader. They are 60 s. Older ones are dropped, as on a track of a page. */
const maxFrames = 3000

export interface Track {
  readonly media: Media
  /** Takes a packet, RTP or RTCP, that came at `now`, in ms. */
  readonly packet: (bytes: Uint8Array, now: number) => void
  /** Sends what is due at `now`, and gives up packets that are too late. */
  readonly tick: (now: number) => void
  readonly stats: () => Stats
  /** Nothing is sent or received from here on. Called once. */
  readonly end: (error: TransportError) => void
}

export interface TrackOptions {
  readonly codec: Codec
  readonly payloadType: number
  readonly ssrc: number
  readonly write: (packet: Uint8Array) => void
  readonly endedWith: () => TransportError | undefined
}

export const makeTrack = (options: TrackOptions): Effect.Effect<Track, never, Scope.Scope> =>
  Effect.gen(function* () {
    const [encoder, decoder] = yield* Effect.all([freed(options.codec.encoder), freed(options.codec.decoder)])
    const received = yield* Queue.sliding<Int16Array, TransportError>(maxFrames)
    const sender = makeSender({ ...options, encoder, random: Math.random })
    const reporter = makeReporter({ ...options, sender, origin: performance.timeOrigin })
    const jitter = makeJitterBuffer()
    const timeline = makeTimeline(decoder)
    const highWater = makeHighWater({ mark: sampleRate, unwritten: sender.queue.size, endedWith: options.endedWith })
    let isOver = false
    let last: Int16Array = new Int16Array()

    const play = (arrivals: ReadonlyArray<Arrival>) => {
      for (const arrival of arrivals) {
        for (const samples of timeline.play(arrival)) {
          last = samples
          Queue.offerUnsafe(received, samples)
        }
      }
    }
    return {
      media: {
        sampleRate,
        incoming: Stream.fromQueue(received),
        send: (samples) => highWater.send(() => sender.queue.push(samples)),
        clear: Effect.sync(() => {
          sender.queue.clear()
          highWater.drained()
        })
      },
      packet: (bytes, now) => {
        if (isOver) return
        if (isRtcp(bytes)) return reporter.receive(bytes, now)
        const packet = parseRtp(bytes)
        if (packet?.payloadType !== options.payloadType) return
        reporter.reception.packet(packet, now)
        play(jitter.push(packet, now))
      },
      tick: (now) => {
        if (isOver) return
        play(jitter.expire(now))
        sender.tick(now)
        reporter.tick(now)
        if (sender.queue.size() < sampleRate) highWater.drained()
      },
      stats: () => {
        const { jitterMs, lost, received: packetsReceived } = reporter.reception.totals()
        return {
          roundTripMs: reporter.roundTripMs(),
          packetsLost: lost,
          packetsReceived,
          jitterMs,
          inputLevel: levelOf(sender.last()),
          outputLevel: levelOf(last)
        }
      },
      end: (error) => {
        isOver = true
        Queue.failCauseUnsafe(received, Cause.fail(error))
        highWater.drained()
      }
    }
  })

/** Frees what it made at the end of the scope, since the memory of WebAssembly is not collected. */
const freed = <A extends { readonly free: () => void }>(made: Effect.Effect<A>): Effect.Effect<A, never, Scope.Scope> =>
  Effect.acquireRelease(made, (one) => Effect.sync(one.free))

/** Root mean square, 1 for the loudest square wave. */
const levelOf = (samples: Int16Array): number => {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length) / 32_768
}
