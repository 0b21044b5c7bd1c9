import { defaultHighWaterBytes, defaultInboxLimits, type EventCodec, type InboxLimits } from "@antiphon/core"
import * as Duration from "effect/Duration"

/** The events of the two directions of a connection. */
export interface Codecs<In, Out> {
  readonly incoming: EventCodec<In>
  readonly outgoing: EventCodec<Out>
}

/** The bounds of one socket, the same on the dialling and on the accepting side. */
export interface SocketOptions {
  /** Bytes of UTF-8 that one event may have, in either direction. Default 16 MiB. */
  readonly maxEventBytes?: number
  /** What may wait unread before the connection ends with `Overflow`. Default 16 384 events or 64 MiB. */
  readonly inbox?: InboxLimits
  /** Unwritten bytes at which `send` begins to wait. Default 1 MiB. */
  readonly highWaterBytes?: number
  /**
   * How long one `send` may wait for a peer that reads too slowly, before the connection ends with `Timeout` and the
   * peer is let go. Default 30 s.
   */
  readonly drainTimeout?: Duration.Input
  /** Time between pings. A peer silent through two of them (not even a pong) ends as `Dead`. Default 10 s. */
  readonly pingInterval?: Duration.Input
  /** How long a close waits for the peer's answer before the socket is destroyed. Default 5 s. */
  readonly closeTimeout?: Duration.Input
}

/** {@link SocketOptions} with every bound decided, in bytes and ms. */
export interface SocketLimits {
  readonly maxEventBytes: number
  readonly inbox: InboxLimits
  readonly highWaterBytes: number
  readonly drainMs: number
  readonly pingMs: number
  readonly closeMs: number
}

export const socketLimits = (options: SocketOptions): SocketLimits => ({
  maxEventBytes: options.maxEventBytes ?? 16 * 1024 * 1024,
  inbox: options.inbox ?? defaultInboxLimits,
  highWaterBytes: options.highWaterBytes ?? defaultHighWaterBytes,
  drainMs: Duration.toMillis(options.drainTimeout ?? "30 seconds"),
  pingMs: Duration.toMillis(options.pingInterval ?? "10 seconds"),
  closeMs: Duration.toMillis(options.closeTimeout ?? "5 seconds")
})
