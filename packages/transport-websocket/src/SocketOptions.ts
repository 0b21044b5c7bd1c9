import { defaultHighWaterBytes, defaultInboxLimits, type EventCodec, type InboxLimits } from "@antiphon/core"
import * as Duration from "effect/Duration"

/** The events of the two directions of a connection. */
export interface Codecs<In, Out> {
  readonly incoming: EventCodec<In>
  readonly outgoing: EventCodec<Out>
}

/** The bounds of one connection, the same wherever it runs and on both sides. */
export interface SocketOptions {
  /** Bytes of UTF-8 that one event may have, in either direction. Default 16 MiB. */
  readonly maxEventBytes?: number
  /**
   * What may wait unread before the connection ends with `Overflow`. Defaults to 16 384 events or 64 MiB. All connections of
   * a listener together may hold 256 MiB; past that the one that holds most ends.
   */
  readonly inbox?: InboxLimits
  /** Unwritten bytes at which `send` begins to wait. Default 1 MiB. */
  readonly highWaterBytes?: number
  /**
   * How long a peer may read nothing while a `send` waits for it, before the connection ends as `Dead`. On the platform's
   * `WebSocket`, which has no pings, it counts while anything is unwritten. Defaults to 30 s. A server sheds slow consumers
   * sooner with less.
   */
  readonly drainTimeout?: Duration.Input
  /** How long a close waits for the peer's answer. Default 5 s. */
  readonly closeTimeout?: Duration.Input
}

/** {@link SocketOptions} of a dialling side. */
export interface DialOptions extends SocketOptions {
  /** From dialling to an open connection: name, TCP, TLS and handshake together. Default 10 s. */
  readonly openTimeout?: Duration.Input
}

/** {@link DialOptions} with every bound decided, in bytes and ms. */
export interface Limits {
  readonly maxEventBytes: number
  readonly inbox: InboxLimits
  readonly highWaterBytes: number
  readonly drainMs: number
  readonly closeMs: number
  readonly openMs: number
}

export const limitsOf = (options: DialOptions): Limits => ({
  maxEventBytes: options.maxEventBytes ?? 16 * 1024 * 1024,
  inbox: options.inbox ?? defaultInboxLimits,
  highWaterBytes: options.highWaterBytes ?? defaultHighWaterBytes,
  drainMs: Duration.toMillis(options.drainTimeout ?? "30 seconds"),
  closeMs: Duration.toMillis(options.closeTimeout ?? "5 seconds"),
  openMs: Duration.toMillis(options.openTimeout ?? "10 seconds")
})
