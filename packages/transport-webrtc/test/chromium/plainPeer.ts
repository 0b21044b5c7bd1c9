/** The far end as a plain `RTCPeerConnection` in the same page, which the suite drives by raw frames. */
import { Closed, TransportError } from "@antiphon/core"
import { makeInbox } from "@antiphon/core/transport"
import { frames, type Peer } from "@antiphon/transport-compliance"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { closeFlushed } from "../../src/browser/closeFlushed.ts"
import { makeLocalAudio } from "../../src/browser/localAudio.ts"
import { makeMedia } from "../../src/browser/media.ts"
import { decodeClose, encodeClose, plainClose } from "../../src/closeMessage.ts"
import type { SdpExchange } from "../../src/exchange.ts"

export interface PlainPeer {
  /** Answers an offer. */
  readonly exchange: SdpExchange
  /** The peer, once its channel is open. */
  readonly peer: Effect.Effect<Peer>
  readonly pc: RTCPeerConnection
}

const closedBy = (by: "local" | "remote", reason = plainClose) =>
  new TransportError({ reason: new Closed({ ...reason, by }) })

export const plainPeer: Effect.Effect<PlainPeer, never, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const pc = yield* Effect.acquireRelease(
    Effect.sync(() => new RTCPeerConnection()),
    (open) => Effect.sync(() => open.close())
  )
  const inbox = yield* makeInbox<string>(frames, { maxEvents: Infinity, maxBytes: Infinity })
  const opened = yield* Deferred.make<Peer>()
  const gone = yield* Deferred.make<void>()

  const onChannel = (channel: RTCDataChannel) => {
    let said = plainClose
    channel.binaryType = "arraybuffer"
    channel.addEventListener("message", ({ data }: MessageEvent<string>) => {
      const reason = decodeClose(data)
      if (reason === undefined) inbox.text(data)
      else said = reason
    })
    channel.addEventListener("close", () => {
      inbox.end(closedBy("remote", said))
      Deferred.doneUnsafe(gone, Effect.void)
    })
    const send = (frame: string) => Effect.sync(() => channel.readyState === "open" && channel.send(frame))
    return {
      incoming: inbox.incoming,
      ended: inbox.ended,
      send: (frame) => Effect.asVoid(send(typeof frame === "string" ? frame : JSON.stringify(frame))),
      binary: (frame) => Effect.sync(() => channel.send(new Uint8Array(frame))),
      close: (code = 1000, reason = "") =>
        Effect.suspend(() => {
          inbox.end(closedBy("local", { code, reason }))
          const message = encodeClose({ code, reason })
          if (message !== undefined && channel.readyState === "open") channel.send(message)
          closeFlushed(channel)
          return Effect.asVoid(Effect.timeoutOption(Deferred.await(gone), "1 second"))
        })
    } satisfies Omit<Peer, "media">
  }
  const mediaOf = (transceiver: RTCRtpTransceiver) =>
    makeMedia({
      scope,
      remote: new MediaStream([transceiver.receiver.track]),
      local: makeLocalAudio(transceiver.sender, undefined),
      worklets: {}
    })

  const answer = async (offer: string) => {
    await pc.setRemoteDescription({ type: "offer", sdp: offer })
    const [transceiver] = pc.getTransceivers()
    if (transceiver === undefined) throw new Error("the offer has no audio")
    transceiver.direction = "sendrecv"
    const { end, media } = await Effect.runPromise(mediaOf(transceiver))
    Effect.runFork(Effect.map(inbox.ended, end))
    pc.addEventListener("datachannel", ({ channel }) => {
      const peer: Peer = { ...onChannel(channel), media: Option.some(media) }
      // Chromium never counts down what an answerer sends at once: its network thread does not know the channel yet.
      channel.addEventListener("open", () => {
        void pc.getStats().then(() => Deferred.doneUnsafe(opened, Effect.succeed(peer)))
      })
    })
    await pc.setLocalDescription()
    await new Promise<void>((resolve) => {
      const look = () => pc.iceGatheringState === "complete" && resolve()
      pc.addEventListener("icegatheringstatechange", look)
      look()
    })
    return { sdp: pc.localDescription?.sdp ?? "", callId: "rtc_plain" }
  }
  return { exchange: (offer) => Effect.promise(() => answer(offer)), peer: Deferred.await(opened), pc }
})
