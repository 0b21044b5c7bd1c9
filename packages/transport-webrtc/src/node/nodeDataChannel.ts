/**
 * Peer connections of node-datachannel: libdatachannel by its own API, since the polyfill has no tracks.
 *
 * Its timers are coarse: an ICE check that was lost is repeated after a second, a piece of a large event after 0.4 s, and
 * a peer that vanished is noticed after 30 s (RFC 7675). Deadlines have to leave room for that.
 */
import { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import type * as NodeDataChannel from "node-datachannel"
import { channelName, maxEventBytes } from "../options.ts"
import { optional } from "./optional.ts"
import type { PeerConnection, PeerConnections, PeerOptions } from "./PeerConnections.ts"
import type { Direction } from "./Sdp.ts"
import { withoutCandidates } from "./Sdp.ts"

type Library = typeof NodeDataChannel

/** Where and how calls reach each other. */
export interface NodeDataChannelOptions {
  /** The local address to use, `127.0.0.1` for calls within this machine. Default: every one but loopback. */
  readonly bindAddress?: string
  /** STUN and TURN servers, `stun:host:port` or `turn:user:password@host:port`. Default none. */
  readonly iceServers?: ReadonlyArray<string>
}

/** node-datachannel, an optional peer. */
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

/** Between two looks whether messages still come, in ms; how many without one are enough, and how many are too many. */
const [lookMs, quietLooks, maxLooks] = [10, 4, 25]

const makePeer = (
  library: Library,
  { bindAddress, iceServers = [] }: NodeDataChannelOptions,
  { highWaterBytes, listener, offers, track: setup }: PeerOptions
): PeerConnection => {
  const cname = `antiphon-${setup.ssrc}`
  const peer = new library.PeerConnection(cname, {
    // Wanted also where there are none.
    iceServers: [...iceServers],
    // Else adding a track or a channel makes an offer by itself.
    disableAutoNegotiation: true,
    // Chromium takes no more, whatever is said here.
    maxMessageSize: maxEventBytes,
    ...(bindAddress === undefined ? {} : { bindAddress })
  })
  const audio = new library.Audio(setup.mid, directions[setup.direction])
  audio.addOpusCodec(setup.payloadType, "minptime=10;useinbandfec=1")
  audio.addSSRC(setup.ssrc, cname, "antiphon", "audio")
  // Before the remote description, which would else refuse the audio.
  const track = peer.addTrack(audio)
  let channel: ReturnType<typeof peer.createDataChannel> | undefined
  let isOpen = false
  let isClosing = false
  let isOver = false
  /** Channels there were, and bytes of the messages that were told. */
  let channels = 0
  let told = 0

  // A wrapper keeps the process alive until it has been told that what it wraps is closed; it is told only where a callback
  // asks to be told too. A track is besides let go by its own close alone, and where that comes first it is never told.
  const nothing = () => {}
  track.onClosed(() => track.close())
  track.onMessage((packet) => {
    if (!isOver) listener.packet(packet)
  })
  peer.onStateChange((state) => {
    if (isOver) return
    if (state === "connected") listener.connected()
    else if (state === "failed") listener.lost(isOpen ? noAnswer : noWay)
    else if (state === "closed" && isClosing) listener.closed()
    else if (state === "closed" && !isOpen) listener.lost(noWay)
  })

  const opened = () => {
    // Told by `onOpen` and, where the channel is open when it comes, found so: only once.
    if (isOpen || isOver) return
    isOpen = true
    listener.opened()
  }
  const adopt = (made: ReturnType<typeof peer.createDataChannel>) => {
    channel = made
    made.setBufferedAmountLowThreshold(Math.max(0, highWaterBytes - 1))
    // Messages and the close come by two ways, and a close that overtakes messages throws them away. The way that was
    // made first is emptied first, so this order matters; what is lost even so, a thousand messages behind, is noticed.
    made.onMessage((frame) => {
      if (isOver) return
      // The far end may send before this side was told that the channel is open.
      opened()
      if (typeof frame === "string") {
        told += Buffer.byteLength(frame)
        return listener.text(frame)
      }
      told += frame.byteLength
      listener.binary(frame instanceof ArrayBuffer ? new Uint8Array(frame) : frame)
    })
    made.onClosed(() => {
      if (isOver || isClosing) return
      const untold = channels === 1 ? peer.bytesReceived() - told : 0
      if (untold <= 0) return listener.closed()
      listener.lost(`it closed while ${untold} bytes that it had sent were unread here, and those are lost`)
    })
    made.onBufferedAmountLow(() => {
      if (!isOver) listener.drained()
    })
    made.onOpen(opened)
    if (made.isOpen()) opened()
  }
  if (offers) {
    channels = 1
    adopt(peer.createDataChannel(channelName))
  } else
    peer.onDataChannel((made) => {
      channels += 1
      // The first, whatever its name: `oai-events` is for whoever offers to keep to.
      if (channel === undefined) return adopt(made)
      made.onClosed(nothing)
      made.close()
    })

  // Once it was closed here, the channel answers every question by throwing.
  const isUsable = (): boolean => !isClosing && !isOver && channel?.isOpen() === true

  const gathered = Effect.callback<string>((resume) => {
    const look = () => {
      const description = peer.gatheringState() === "complete" ? peer.localDescription() : null
      if (description !== null) resume(Effect.succeed(description.sdp))
    }
    // There is no trickle over HTTP: the answer must hold every candidate.
    peer.onGatheringStateChange(look)
    look()
  })
  // Sending throws where nothing is open, and another thread may have closed it since it was last asked. The end is told by
  // its own way, and what is handed over just before it may be lost.
  const unlessGone = (send: () => unknown): void => {
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
    // The library's `sendMessage` says true at every size: only the amount tells of back-pressure.
    unwritten: () => (isUsable() ? (channel?.bufferedAmount() ?? Infinity) : Infinity),
    maxMessageBytes: () => (isUsable() ? (channel?.maxMessageSize() ?? maxEventBytes) : maxEventBytes),
    send: (frame) => unlessGone(() => channel?.sendMessage(frame)),
    sendPacket: (packet) => {
      if (isOver || !track.isOpen()) return
      unlessGone(() => track.sendMessageBinary(Buffer.from(packet.buffer, packet.byteOffset, packet.length)))
    },
    caughtUp: Effect.suspend(() => {
      let [looks, quiet, before] = [0, 0, told]
      const look = Effect.map(Effect.sleep(lookMs), () => {
        looks += 1
        quiet = told === before ? quiet + 1 : 0
        before = told
      })
      const isSettled = () => !isUsable() || quiet >= quietLooks || looks >= maxLooks
      return Effect.whileLoop({ while: () => !isSettled(), body: () => look, step: nothing })
    }),
    closeChannel: () => {
      if (isClosing) return
      isClosing = true
      channel?.close()
      if (!isOpen) listener.closed()
    },
    close: () => {
      if (isOver) return
      isOver = true
      // One that never opened would else never be told that it is closed.
      if (!isClosing) channel?.close()
      peer.close()
    }
  }
}

const noWay = "no way to the peer was found (ICE), or it is not who it said (DTLS)"

const noAnswer = "it answers no more (ICE consent, RFC 7675)"
