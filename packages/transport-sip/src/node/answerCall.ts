/** Answers a call that rings, and makes a connection of it. */
import { type Connection, TransportError } from "@antiphon/core"
import {
  type Codecs,
  connectionLimits,
  type ConnectionOptions,
  makeConnection,
  makeHighWater,
  makeSilence,
  type Wire
} from "@antiphon/core/transport"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { UasCall } from "../agent/UasCall.ts"
import type { CallEnd } from "../call/CallMachine.ts"
import type { Malformed } from "../message/SipMessage.ts"
import type { Agreed } from "../sdp/negotiate.ts"
import { makeTrack, sampleRate, type Track } from "../rtp/Track.ts"
import { patience } from "../transaction/timers.ts"
import { openRtpSocket } from "./rtpSocket.ts"
import type { Ticker } from "./Ticker.ts"

export interface AnswerOptions<In, Out> extends ConnectionOptions {
  /** The events of the session. They do not travel to the phone. */
  readonly vocabulary: Codecs<In, Out>
  /** The id `rtc_…` of the connection, for sidebands. */
  readonly callId?: string
  /** How long a caller that is not on hold may send no audio. Then the call ends with `Dead`. Defaults to 30 s. */
  readonly deadTimeout?: Duration.Input
}

/** A phone call as a connection. Its audio is in `media`, and it has no events of its own. */
export interface SipCall<In, Out> extends Connection<In, Out> {
  /** The keys that the caller presses, `0` to `9`, `*`, `#` and `A` to `D`. They can be read once. */
  readonly keys: Stream.Stream<string, TransportError>
  /**
   * Asks the phone to call another URI. The call ends when the phone has reached it. Fails with `Protocol` if the phone
   * refuses.
   */
  readonly refer: (uri: string) => Effect.Effect<void, TransportError>
}

/** What a call of the agent reports to its connection. */
export interface CallEvents {
  agreed: (agreed: Agreed) => void
  ready: () => void
  ended: (why: CallEnd) => void
  /** Why the call ended, once it has. It may end before a connection stands on it. */
  end: CallEnd | undefined
}

export interface AnswerParts {
  readonly call: UasCall
  readonly events: CallEvents
  readonly address: string
  readonly ticker: Ticker
  readonly onOdd: (odd: Malformed) => void
}

/** Pieces of 20 ms that wait for a reader. They are 60 s. Older ones are dropped. */
const maxPieces = 3000
const maxKeys = 256

/** Answers a call. Succeeds when the caller has acknowledged it. The scope owns the call and hangs up when it closes. */
export const answerCall = Effect.fnUntraced(function* <In, Out>(
  { address, call, events, onOdd, ticker }: AnswerParts,
  options: AnswerOptions<In, Out>
): Effect.fn.Return<SipCall<In, Out>, TransportError, Scope.Scope> {
  const limits = connectionLimits(options)
  const received = yield* Queue.sliding<Int16Array, TransportError>(maxPieces)
  const keys = yield* Queue.sliding<string, TransportError>(maxKeys)
  const silence = makeSilence(performance.now())
  const deadMs = Duration.toMillis(options.deadTimeout ?? "30 seconds")
  let endedWith: TransportError | undefined

  const socket = yield* openRtpSocket(address, (bytes, from) => {
    if (endedWith !== undefined) return
    const taken = track.packet(bytes, from, performance.now())
    if (taken._tag === "Failure") onOdd(taken.failure)
    else silence.broken()
  })
  const track: Track = makeTrack({
    write: socket.send,
    random: Math.random,
    onSamples: (samples) => void Queue.offerUnsafe(received, samples),
    onKey: (key) => void Queue.offerUnsafe(keys, key)
  })
  const highWater = makeHighWater({ mark: sampleRate, unwritten: track.queue.size, endedWith: () => endedWith })
  const wire: Wire = {
    unwritten: () => 0,
    maxMessageBytes: () => Infinity,
    // A phone has no channel for events. Sidebands of the call get them.
    write: () => undefined,
    close: () => call.hangUp(),
    ending: (error) => {
      endedWith = error
      stop()
      Queue.failCauseUnsafe(received, Cause.fail(error))
      Queue.failCauseUnsafe(keys, Cause.fail(error))
      highWater.drained()
    },
    release: Effect.sync(() => stop())
  }
  const wired = yield* makeConnection(options.vocabulary, limits, wire)
  const stop = ticker.every((now) => {
    track.tick(now)
    if (track.queue.size() < sampleRate) highWater.drained()
    const silentMs = silence.at(now)
    if (!track.isReceiving()) silence.broken()
    else if (silentMs >= deadMs) {
      wired.events.lost(TransportError.dead({ detail: "the caller sent no audio" }))
      call.hangUp()
    }
  })
  events.agreed = track.agree
  events.ready = wired.events.opened
  events.ended = (why) => reportEnd(wired.events, why)
  if (events.end === undefined) call.accept({ address, port: socket.port })
  else events.ended(events.end)
  yield* wired.opened
  const { connection } = wired
  return {
    ...connection,
    capabilities: { audio: "tracks", maxEventBytes: limits.maxEventBytes, deadPeer: "consent" },
    callId: Option.fromUndefinedOr(options.callId),
    media: Option.some({
      sampleRate,
      incoming: Stream.fromQueue(received),
      send: (samples) => highWater.send(() => track.queue.push(samples)),
      clear: Effect.sync(() => {
        track.queue.clear()
        highWater.drained()
      })
    }),
    keys: Stream.fromQueue(keys),
    refer: (uri) => refer(call, uri)
  }
})

/** How the end of a call ends its connection. */
const reportEnd = (
  events: { readonly closed: (code: number, reason: string) => void; readonly lost: (error: TransportError) => void },
  why: CallEnd
): void => {
  switch (why) {
    case "hung_up":
      return events.closed(1000, "the caller hung up")
    case "ours":
      return events.closed(1000, "")
    case "rejected":
      return events.lost(TransportError.open({ detail: "this side rejected the call" }))
    case "cancelled":
      return events.lost(TransportError.open({ detail: "the caller gave up before the call was answered" }))
    case "unacknowledged":
      return events.lost(TransportError.timeout({ phase: "the ACK of an answered call", afterMs: patience }))
  }
}

const refer = (call: UasCall, uri: string): Effect.Effect<void, TransportError> =>
  Effect.callback((resume) => {
    call.refer(uri, (status) => {
      if (status !== undefined && status >= 200 && status < 300) return resume(Effect.void)
      const said = status === undefined ? "did not answer" : `answered ${status}`
      resume(Effect.fail(TransportError.protocol({ detail: `the phone did not transfer the call. It ${said}` })))
    })
  })
