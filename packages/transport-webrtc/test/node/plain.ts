/**
 * A peer connection of node-datachannel that knows nothing of this project, as a peer that the compliance suite drives.
 */
import { Closed, TransportError } from "@antiphon/core"
import { makeInbox } from "@antiphon/core/transport"
import { frames, type Peer } from "@antiphon/transport-compliance"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { Audio, type DataChannel, PeerConnection } from "node-datachannel"
import type { SdpExchange } from "../../src/node.ts"

export interface Plain {
  readonly exchange: SdpExchange
  /** Once its channel is open. */
  readonly peer: Effect.Effect<Peer>
}

const unbounded = { maxEvents: Infinity, maxBytes: Infinity }

const nothing = () => {}

const peerOf = (channel: DataChannel): Effect.Effect<Peer> =>
  Effect.gen(function* () {
    const inbox = yield* makeInbox<string>(frames, unbounded)
    const end = (reason: Closed) => inbox.end(new TransportError({ reason }))
    let said = { code: 1000, reason: "" }
    channel.onMessage((frame) => {
      if (typeof frame !== "string") return void inbox.binary(new Uint8Array(frame))
      if (frame.startsWith('{"type":"antiphon.close"')) said = JSON.parse(frame)
      else inbox.text(frame)
    })
    channel.onClosed(() => end(new Closed({ code: said.code, reason: said.reason, by: "remote" })))
    return {
      incoming: inbox.incoming,
      ended: inbox.ended,
      media: Option.none(),
      send: (frame) =>
        Effect.sync(() => void channel.sendMessage(typeof frame === "string" ? frame : JSON.stringify(frame))),
      binary: (frame) => Effect.sync(() => void channel.sendMessageBinary(frame)),
      close: (code = 1000, reason = "") =>
        Effect.sync(() => {
          channel.sendMessage(JSON.stringify({ type: "antiphon.close", code, reason }))
          channel.close()
          end(new Closed({ code, reason, by: "local" }))
        })
    }
  })

/** Answers one offer, until the scope ends. */
export const plainAnswerer: Effect.Effect<Plain, never, Scope.Scope> = Effect.gen(function* () {
  const opened = yield* Deferred.make<Peer>()
  const peer = yield* Effect.acquireRelease(
    Effect.sync(
      () =>
        new PeerConnection("plain", {
          iceServers: [],
          bindAddress: "127.0.0.1",
          disableAutoNegotiation: true,
          maxMessageSize: 262_144
        })
    ),
    (made) => Effect.sync(() => made.close())
  )
  peer.onStateChange(nothing)
  const audio = new Audio("0", "SendRecv")
  audio.addOpusCodec(111)
  audio.addSSRC(1, "plain", "plain", "audio")
  const track = peer.addTrack(audio)
  track.onClosed(() => track.close())
  peer.onDataChannel((channel) => Deferred.doneUnsafe(opened, Effect.succeed(Effect.runSync(peerOf(channel)))))
  return {
    exchange: (offer) =>
      Effect.callback((resume) => {
        peer.setRemoteDescription(offer, "offer")
        peer.setLocalDescription("answer")
        const look = () => {
          const answer = peer.gatheringState() === "complete" ? peer.localDescription() : null
          if (answer !== null) resume(Effect.succeed({ sdp: answer.sdp }))
        }
        peer.onGatheringStateChange(look)
        look()
      }),
    peer: Deferred.await(opened)
  }
})
