/** The seam for ports to another WebRTC implementation in Node. */
import type { TransportError } from "@antiphon/core"
import type * as Effect from "effect/Effect"
import type { AudioFacts } from "./Sdp.ts"

/** The one audio track of a call, as the description names it. */
export interface TrackSetup extends AudioFacts {
  /** The source of the packets that will be sent. */
  readonly ssrc: number
}

/** What a peer connection reports. It reports nothing after {@link PeerConnection.close}. */
export interface PeerListener {
  /** ICE and DTLS are through. */
  readonly connected: () => void
  /** The data channel carries events, both ways. */
  readonly opened: () => void
  /** Receives a text frame of the event channel. */
  readonly text: (frame: string) => void
  /** Receives a binary frame of the event channel. */
  readonly binary: (frame: Uint8Array) => void
  /** What was unwritten has left, down to the mark. */
  readonly drained: () => void
  /** A packet of the track, RTP or RTCP, decrypted. */
  readonly packet: (packet: Uint8Array) => void
  /**
   * The far end closed the channel or the connection, or has followed the close of this side. Everything that it sent
   * before was reported.
   */
  readonly closed: () => void
  /** The connection did not open, or is gone. `detail` says why. */
  readonly lost: (detail: string) => void
}

/** One peer connection with one audio track and one data channel. */
export interface PeerConnection {
  /** The offer, with what candidates this machine has. */
  readonly offer: Effect.Effect<string, TransportError>
  /** Takes an offer and returns the answer, with every candidate of this machine. */
  readonly answer: (offer: string) => Effect.Effect<string, TransportError>
  /** Takes the answer to the offer that was made. */
  readonly accept: (answer: string) => Effect.Effect<void, TransportError>
  /** Returns the bytes handed to the channel and not yet written, or `Infinity` while it is not open. */
  readonly unwritten: () => number
  /** Bytes that the peer takes in one message. */
  readonly maxMessageBytes: () => number
  /** Hands text to the channel. It is open. */
  readonly send: (frame: string) => void
  /** Sends RTP or RTCP. Drops the packet if the track is not open. */
  readonly sendPacket: (packet: Uint8Array) => void
  /**
   * Waits until messages on their way have been reported. That is when nothing has come for a moment, or after a little
   * longer.
   */
  readonly caughtUp: Effect.Effect<void>
  /** Begins to close the channel, after what was handed to it. Messages that arrived and were not reported are lost. */
  readonly closeChannel: () => void
  /** Releases everything at once. */
  readonly close: () => void
}

/** What a peer connection is made with. */
export interface PeerOptions {
  readonly track: TrackSetup
  /** Whether this side makes the channel, because it offers. */
  readonly offers: boolean
  /** The unwritten bytes below which {@link PeerListener.drained} is called. */
  readonly highWaterBytes: number
  readonly listener: PeerListener
}

/** Makes peer connections. */
export interface PeerConnections {
  readonly make: (options: PeerOptions) => PeerConnection
}
