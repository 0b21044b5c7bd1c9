/**
 * Peer connections of node-datachannel, by libdatachannel's own API, since the polyfill has no tracks.
 *
 * The timers of the library are coarse. It repeats a lost ICE check after a second and a piece of a large event after
 * 0.4 s, and it notices a peer that vanished after 30 s (RFC 7675). Deadlines have to leave room for that.
 */
import { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import type * as NodeDataChannel from "node-datachannel"
import { channelName, maxEventBytes } from "../options.ts"
import { makeNodeChannel } from "./nodeChannel.ts"
import { optional } from "./optional.ts"
import type { PeerConnection, PeerConnections, PeerOptions, TrackSetup } from "./PeerConnections.ts"
import { type Direction, withoutCandidates } from "./Sdp.ts"

type Library = typeof NodeDataChannel

/** Where and how calls reach each other. */
export interface NodeDataChannelOptions {
  /**
   * The local address to use, such as `127.0.0.1` for calls within this machine. Defaults to every address but
   * loopback.
   */
  readonly bindAddress?: string
  /** STUN and TURN servers, `stun:host:port` or `turn:user:password@host:port`. Defaults to none. */
  readonly iceServers?: ReadonlyArray<string>
}

/** Loads node-datachannel, an optional peer. */
export const nodeDataChannel = (options: NodeDataChannelOptions = {}): Effect.Effect<PeerConnections, TransportError> =>
  Effect.map(
    optional("node-datachannel", () => import("node-datachannel")),
    (library) => ({ make: (peer) => makePeer(library, options, peer) })
  )

const directions = {
  sendrecv: "SendRecv",
  sendonly: "SendOnly",
  recvonly: "RecvOnly",
  inactive: "Inactive"
} as const satisfies Record<Direction, string>

const makePeer = (
  library: Library,
  { bindAddress, iceServers = [] }: NodeDataChannelOptions,
  { highWaterBytes, listener, offers, track: setup }: PeerOptions
): PeerConnection => {
  const cname = `antiphon-${setup.ssrc}`
  const peer = new library.PeerConnection(cname, {
    // Required, even if there are none.
    iceServers: [...iceServers],
    // Without this, adding a track or a channel makes an offer.
    disableAutoNegotiation: true,
    // Chromium takes no more, whatever this says.
    maxMessageSize: maxEventBytes,
    ...(bindAddress === undefined ? {} : { bindAddress })
  })
  const track = addTrack(library, peer, setup, cname)
  const channel = makeNodeChannel({ listener, highWaterBytes, bytesReceived: () => peer.bytesReceived() })
  let isOver = false

  track.onMessage((packet) => {
    if (!isOver) listener.packet(packet)
  })
  peer.onStateChange((state) => {
    if (isOver) return
    if (state === "connected") listener.connected()
    else if (state === "failed") listener.lost(channel.hasOpened() ? noConsent : noRoute)
    else if (state === "closed" && channel.isClosing()) listener.closed()
    else if (state === "closed" && !channel.hasOpened()) listener.lost(noRoute)
  })
  if (offers) channel.adopt(peer.createDataChannel(channelName))
  else peer.onDataChannel(channel.adopt)

  const gathered = gatheredDescription(peer)
  return {
    offer: Effect.andThen(
      attempt("the offer cannot be made", () => peer.setLocalDescription("offer")),
      Effect.map(gathered, withoutCandidates)
    ),
    answer: (offer) =>
      Effect.andThen(
        attempt("the offer cannot be used", () => {
          peer.setRemoteDescription(offer, "offer")
          peer.setLocalDescription("answer")
        }),
        gathered
      ),
    accept: (answer) => attempt("the answer cannot be used", () => peer.setRemoteDescription(answer, "answer")),
    unwritten: channel.unwritten,
    maxMessageBytes: channel.maxMessageBytes,
    send: channel.send,
    sendPacket: (packet) => {
      if (isOver || !track.isOpen()) return
      ignoreIfGone(() => track.sendMessageBinary(Buffer.from(packet.buffer, packet.byteOffset, packet.length)))
    },
    caughtUp: channel.caughtUp,
    closeChannel: channel.close,
    close: () => {
      if (isOver) return
      isOver = true
      channel.end()
      peer.close()
    }
  }
}

/** Adds the audio track. It must be there before the remote description, which would otherwise refuse the audio. */
const addTrack = (library: Library, peer: NodeDataChannel.PeerConnection, setup: TrackSetup, cname: string) => {
  const audio = new library.Audio(setup.mid, directions[setup.direction])
  audio.addOpusCodec(setup.payloadType, "minptime=10;useinbandfec=1")
  audio.addSSRC(setup.ssrc, cname, "antiphon", "audio")
  const track = peer.addTrack(audio)
  // The library keeps the process alive until each wrapper sees its object close. It reports that only if `onClosed` is
  // set. A track is released only by its own `close`.
  track.onClosed(() => track.close())
  return track
}

/**
 * Waits for the description with every candidate. There is no trickle over HTTP, so the answer must hold all of them.
 */
const gatheredDescription = (peer: NodeDataChannel.PeerConnection): Effect.Effect<string> =>
  Effect.callback<string>((resume) => {
    const look = () => {
      const description = peer.gatheringState() === "complete" ? peer.localDescription() : null
      if (description !== null) resume(Effect.succeed(description.sdp))
    }
    peer.onGatheringStateChange(look)
    look()
  })

/**
 * Sends, and ignores a failure. Sending throws if nothing is open, and another thread may have closed it since the last
 * look. The end is reported separately. What is handed over just before it may be lost.
 */
const ignoreIfGone = (send: () => unknown): void => {
  try {
    send()
  } catch {}
}

const attempt = (what: string, step: () => void): Effect.Effect<void, TransportError> =>
  Effect.try({
    try: step,
    catch: (cause) => {
      const said = cause instanceof Error ? cause.message : String(cause)
      return TransportError.protocol({ detail: `${what}: ${said}`, cause })
    }
  })

const noRoute = "no route to the peer was found (ICE), or the peer failed to prove its identity (DTLS)"

const noConsent = "ICE consent expired (RFC 7675)"
