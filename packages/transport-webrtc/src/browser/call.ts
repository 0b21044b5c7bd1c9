/** One call in a page, from the offer to the open channel. */
import { type Connection, type Endpoint, TransportError } from "@antiphon/core"
import type { ConnectionLimits } from "@antiphon/core/transport"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type ChannelWire, type EventChannel, makeEventChannel } from "../eventChannel.ts"
import type { Exchanging } from "../exchange.ts"
import { channelName, type Phase } from "../options.ts"
import type { Stats } from "../Stats.ts"
import { closeFlushed } from "./closeFlushed.ts"
import { attempt, cannotOpen } from "./failures.ts"
import { makeLocalAudio } from "./localAudio.ts"
import { makeMedia, type WorkletUrls } from "./media.ts"
import { type MicrophoneChoice, openMicrophone } from "./microphone.ts"
import type { MakePeerConnection } from "./PeerConnection.ts"
import { statsOf } from "./stats.ts"

/** A connection whose audio travels in tracks. */
export interface Call<In, Out> extends Connection<In, Out> {
  /** The microphone that is sent now, if any. Its `ended` event reports an unplugged device. */
  readonly localTrack: Option.Option<MediaStreamTrack>
  /** The audio of the peer, from the first moment. Set it as `srcObject` of an `<audio>` element. */
  readonly remote: MediaStream
  /** The microphone sends silence. The samples of `media.send` are still sent. */
  readonly mute: Effect.Effect<void>
  readonly unmute: Effect.Effect<void>
  /**
   * Sends another microphone from now on, without a new offer, muted as the last one was. A microphone that the
   * transport had opened is stopped. The caller stops the new one.
   */
  readonly replaceMicrophone: (track: MediaStreamTrack) => Effect.Effect<void, TransportError>
  /**
   * How the call is doing, every half second while it is read. Completes when the connection ends. Chromium reports an
   * `outputLevel` only while `remote` is played, or `media.incoming` read.
   */
  readonly stats: Stream.Stream<Stats>
}

/** What a call is opened with. */
export interface CallSettings extends Exchanging {
  readonly limits: ConnectionLimits
  readonly phase: <A, E, R>(phase: Phase, effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E | TransportError, R>
  readonly peerConnection: MakePeerConnection
  readonly microphone: MicrophoneChoice | undefined
  readonly worklets: WorkletUrls
}

/** Opens a call that the surrounding scope owns. Close the scope of a failed opening. */
export const openCall = <In, Out>(
  endpoint: Endpoint.Endpoint<In, Out>,
  { exchange, key, limits, microphone, peerConnection, phase, worklets }: CallSettings
): Effect.Effect<Call<In, Out>, TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    const held = yield* Effect.acquireRelease(Scope.make(), (scope) => Scope.close(scope, Exit.void))
    const connected = yield* Deferred.make<void>()
    const first = yield* Effect.uninterruptibleMask((restore) =>
      Effect.tap(restore(phase("microphone", openMicrophone(microphone))), (made) =>
        Scope.addFinalizer(
          held,
          Effect.sync(() => made?.isOurs === true && made.track.stop())
        )
      )
    )
    const peer = yield* Scope.provide(
      Effect.acquireRelease(
        Effect.try({ try: peerConnection, catch: (cause) => cannotOpen("no peer connection here", cause) }),
        (open) => Effect.sync(() => open.close())
      ),
      held
    )
    const { receiver, sender } = peer.addTransceiver(first?.track ?? "audio", { direction: "sendrecv" })
    const remote = new MediaStream([receiver.track])
    const local = makeLocalAudio(sender, first)
    const { end, media } = yield* makeMedia({ scope: held, remote, local, worklets })
    const channel = peer.createDataChannel(channelName)
    const isOpen = () => channel.readyState === "open"
    const maxMessageBytes = () => peer.sctp?.maxMessageSize ?? limits.maxEventBytes

    const wire: ChannelWire = {
      unwritten: () => (isOpen() ? channel.bufferedAmount : Infinity),
      write: (frame) => channel.send(frame),
      maxMessageBytes,
      close: () => closeFlushed(channel),
      ending: (error) => {
        local.stop()
        end(error)
      },
      release: Scope.close(held, Exit.void)
    }
    const { connection, events, opened } = yield* makeEventChannel(endpoint, limits, wire, key)
    channel.binaryType = "arraybuffer"
    channel.bufferedAmountLowThreshold = limits.highWaterBytes - 1
    listen(channel, events)
    peer.addEventListener("connectionstatechange", () => {
      if (peer.connectionState === "connected") Deferred.doneUnsafe(connected, Effect.void)
      if (peer.connectionState === "failed") events.lost(channel.readyState === "connecting" ? noWay : noConsent)
    })
    // A browser closes nothing for a page that it unloads, and the far end would wait for its consent to run out. It waits
    // half a second for a page whose tab is closed, so that a page that is busy for longer still ends as `Dead`.
    const onPageHide = () => {
      events.lost(TransportError.closed({ code: 1001, reason: "the page went away", by: "local" }))
      peer.close()
    }
    yield* Scope.provide(onceHidden(onPageHide), held)
    const orEnd = Effect.flatMap(connection.ended, Effect.fail)

    const offer = yield* phase(
      "offer",
      attempt("the platform makes no offer", () => peer.setLocalDescription()).pipe(
        Effect.map(() => peer.localDescription?.sdp ?? "")
      )
    )
    const callId = yield* phase(
      "exchange",
      Effect.gen(function* () {
        const answer = yield* exchange(offer)
        yield* attempt("the answer to the offer cannot be used", () =>
          peer.setRemoteDescription({ type: "answer", sdp: answer.sdp })
        )
        return Option.fromUndefinedOr(answer.callId)
      })
    )
    yield* phase("connection", Effect.raceFirst(Deferred.await(connected), orEnd))
    yield* phase("channel", opened)

    return {
      ...connection,
      capabilities: {
        audio: "tracks",
        maxEventBytes: Math.min(limits.maxEventBytes, maxMessageBytes()),
        deadPeer: "consent"
      },
      callId,
      media: Option.some(media),
      get localTrack() {
        return Option.fromUndefinedOr(local.microphone())
      },
      remote,
      mute: Effect.sync(() => local.mute(true)),
      unmute: Effect.sync(() => local.mute(false)),
      replaceMicrophone: local.replace,
      stats: Stream.tick("500 millis").pipe(
        Stream.mapEffect(() => statsOf(peer)),
        Stream.interruptWhen(connection.ended)
      )
    }
  })

/** Passes on what happens on the channel. */
const listen = (channel: RTCDataChannel, events: EventChannel<unknown, unknown>["events"]): void => {
  channel.addEventListener("open", events.opened)
  channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (typeof data === "string") events.text(data)
    else events.binary(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array())
  })
  channel.addEventListener("bufferedamountlow", events.drained)
  channel.addEventListener("close", events.closed)
}

/** Runs `onPageHide` when the page goes away, until the scope closes. Does nothing where there is no page. */
const onceHidden = (onPageHide: () => void): Effect.Effect<void, never, Scope.Scope> =>
  Effect.suspend(() => {
    const page: Partial<Pick<Window, "addEventListener" | "removeEventListener">> = globalThis
    page.addEventListener?.("pagehide", onPageHide)
    return Effect.addFinalizer(() => Effect.sync(() => page.removeEventListener?.("pagehide", onPageHide)))
  })

const noWay = TransportError.open({
  detail: "no route to the peer was found (ICE), or the peer failed to prove its identity (DTLS)"
})

const noConsent = TransportError.dead({ detail: "ICE consent expired (RFC 7675)" })
