/** One call in Node, dialled or accepted, from its peer connection to its end. */
import { type Connection, TransportError } from "@antiphon/core"
import { type Codecs, makeSilence } from "@antiphon/core/transport"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type ChannelWire, type EventChannel, makeEventChannel } from "../eventChannel.ts"
import type { Stats } from "../Stats.ts"
import type { NodeLimits, Phases } from "./options.ts"
import type { Codec } from "./audio/opus.ts"
import type { PeerConnection, PeerConnections, PeerListener } from "./PeerConnections.ts"
import type { AudioFacts } from "./Sdp.ts"
import { ticker } from "./Ticker.ts"
import { makeTrack } from "./audio/Track.ts"

/** A connection whose audio travels in a track. */
export interface Call<In, Out> extends Connection<In, Out> {
  /** How the call is doing, every half second while it is read. Completes when the connection ends. */
  readonly stats: Stream.Stream<Stats>
}

/** A call whose descriptions are still to be exchanged. */
export interface PendingCall<In, Out> {
  readonly peer: PeerConnection
  /** Waits for ICE, DTLS and the channel, each within its deadline, and returns the call. */
  readonly opened: (callId: Option.Option<string>) => Effect.Effect<Call<In, Out>, TransportError>
}

export interface CallSettings<In, Out> {
  readonly codecs: Codecs<In, Out>
  readonly limits: NodeLimits
  readonly phase: Phases
  readonly peerConnections: PeerConnections
  readonly codec: Codec
  readonly offers: boolean
  readonly audio: AudioFacts
  /** The key that the peer was sent. */
  readonly key?: Option.Option<Redacted.Redacted<string>>
}

/**
 * How long a peer may send nothing after an end until it counts as having closed too, in ms. If both sides close at
 * once, neither sees the close of the other.
 */
const farewellMs = 500

/**
 * Makes a peer connection and all that stands on it. The scope owns it. Closing the scope closes the call and releases
 * everything.
 */
export const makeCall = <In, Out>({
  audio,
  codec,
  codecs,
  key = Option.none(),
  limits,
  offers,
  peerConnections,
  phase
}: CallSettings<In, Out>): Effect.Effect<PendingCall<In, Out>, TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    const connected = yield* Deferred.make<void>()
    const ssrc = Math.floor(Math.random() * 0xffff_ffff) + 1
    let isOpen = false
    let endedWith: TransportError | undefined
    const silence = makeSilence(ticker.now())

    const track = yield* makeTrack({
      codec,
      payloadType: audio.payloadType,
      ssrc,
      write: (packet) => peer.sendPacket(packet),
      endedWith: () => endedWith
    })
    const listener = makeListener({
      connected: () => Deferred.doneUnsafe(connected, Effect.void),
      opened: () => {
        isOpen = true
      },
      isOpen: () => isOpen,
      markAlive: silence.broken,
      packet: (packet) => track.packet(packet, ticker.now()),
      events: () => events
    })
    const peer = yield* Effect.acquireRelease(
      Effect.try({
        try: () =>
          peerConnections.make({
            track: { ...audio, ssrc },
            offers,
            highWaterBytes: limits.highWaterBytes,
            listener
          }),
        catch: (cause) => TransportError.protocol({ detail: `no peer connection can be made: ${String(cause)}`, cause })
      }),
      (made) => Effect.sync(() => made.close())
    )
    const wire: ChannelWire = {
      unwritten: () => peer.unwritten(),
      maxMessageBytes: () => peer.maxMessageBytes(),
      write: (frame) => peer.send(frame),
      close: () => peer.closeChannel(),
      ending: (error) => {
        endedWith = error
        silence.broken()
        track.end(error)
      },
      release: Effect.sync(() => {
        stop()
        peer.close()
      })
    }
    const { connection, events, opened } = yield* makeEventChannel(codecs, limits, wire, key)
    // A peer that talks sends a packet every 20 ms. A peer that only listens sends a report every few seconds (RFC 3550
    // section 6.2). A peer that sends nothing at all is gone, although ICE may take longer to say so.
    const stop = ticker.every((now) => {
      const silentMs = silence.at(now)
      if (endedWith !== undefined) {
        if (silentMs >= farewellMs) events.closed()
        return
      }
      if (!isOpen) return
      track.tick(now)
      if (silentMs < limits.deadMs) return
      events.lost(TransportError.dead({ detail: `it sent nothing for ${limits.deadMs} ms` }))
    })

    const orEnd = Effect.flatMap(connection.ended, Effect.fail)
    return {
      peer,
      opened: (callId) =>
        Effect.gen(function* () {
          yield* phase("connection", Effect.raceFirst(Deferred.await(connected), orEnd))
          yield* phase("channel", opened)
          return {
            ...connection,
            // A close discards messages that are on their way, also those that wait for the event loop of this process.
            close: (code?: number, reason?: string) => Effect.andThen(peer.caughtUp, connection.close(code, reason)),
            capabilities: {
              audio: "tracks",
              maxEventBytes: Math.min(limits.maxEventBytes, peer.maxMessageBytes()),
              deadPeer: "consent"
            },
            callId,
            media: Option.some(track.media),
            stats: Stream.tick("500 millis").pipe(Stream.map(track.stats), Stream.interruptWhen(connection.ended))
          } as const
        }).pipe(Effect.tapError((error) => Effect.sync(() => events.lost(error))))
    }
  })

/** What a listener of a call acts on. */
interface Listening {
  readonly connected: () => void
  readonly opened: () => void
  readonly isOpen: () => boolean
  readonly markAlive: () => void
  readonly packet: PeerListener["packet"]
  /** The events of the channel. They are made after the peer connection that listens. */
  readonly events: () => EventChannel<unknown, unknown>["events"]
}

/** Passes on what a peer connection reports. Whatever arrives shows that the peer is alive. */
const makeListener = ({ connected, events, isOpen, markAlive, opened, packet }: Listening): PeerListener => ({
  connected: () => {
    markAlive()
    connected()
  },
  opened: () => {
    opened()
    markAlive()
    events().opened()
  },
  text: (frame) => {
    markAlive()
    events().text(frame)
  },
  binary: (frame) => {
    markAlive()
    events().binary(frame)
  },
  drained: () => events().drained(),
  packet: (received) => {
    markAlive()
    packet(received)
  },
  closed: () => events().closed(),
  lost: (detail) => events().lost(isOpen() ? TransportError.dead({ detail }) : TransportError.open({ detail }))
})
