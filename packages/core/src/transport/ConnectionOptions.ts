/** What every adapter lets its users set, and the bounds that follow. */
import * as Duration from "effect/Duration"
import type { EventCodec } from "../wire/Vocabulary.ts"
import { defaultHighWaterBytes } from "./HighWater.ts"
import { defaultInboxLimits, type InboxLimits } from "./Inbox.ts"

/** The events of the two directions of a connection. */
export interface Codecs<In, Out> {
  /** Decodes what the peer sends. */
  readonly incoming: EventCodec<In>
  /** Encodes what this side sends. */
  readonly outgoing: EventCodec<Out>
}

/** The bounds of one connection. They are the same for a client and a server. */
export interface ConnectionOptions {
  /** The bytes of UTF-8 that one event may have, in either direction. Defaults to 16 MiB. */
  readonly maxEventBytes?: number
  /** What may wait unread before the connection ends with `Overflow`. Defaults to 16 384 events or 64 MiB. */
  readonly inbox?: InboxLimits
  /** The unwritten bytes at which `send` begins to wait. Defaults to 1 MiB. */
  readonly highWaterBytes?: number
  /**
   * How long a peer may take nothing while a `send` waits. Then the connection ends with `Dead`. Defaults to 30 s. A
   * server sheds slow consumers sooner with a shorter time.
   */
  readonly drainTimeout?: Duration.Input
  /** How long a close waits for the peer's answer. Defaults to 5 s. */
  readonly closeTimeout?: Duration.Input
}

/** {@link ConnectionOptions} with every bound decided, in bytes and milliseconds. */
export interface ConnectionLimits {
  /** The longest event in either direction, in bytes of UTF-8. */
  readonly maxEventBytes: number
  /** How much may wait unread before the connection ends with `Overflow`. */
  readonly inbox: InboxLimits
  /** `send` waits while this many bytes are unwritten. */
  readonly highWaterBytes: number
  /** A peer that takes nothing for this long, while bytes are unwritten, is dead. */
  readonly drainMs: number
  /** How long a close waits for the peer. */
  readonly closeMs: number
}

/** Decides the bounds of a connection. `defaults` are those of an adapter that needs other ones. */
export const connectionLimits = (
  options: ConnectionOptions,
  defaults: Pick<ConnectionOptions, "maxEventBytes" | "inbox"> = {}
): ConnectionLimits => ({
  maxEventBytes: options.maxEventBytes ?? defaults.maxEventBytes ?? 16 * 1024 * 1024,
  inbox: options.inbox ?? defaults.inbox ?? defaultInboxLimits,
  highWaterBytes: options.highWaterBytes ?? defaultHighWaterBytes,
  drainMs: Duration.toMillis(options.drainTimeout ?? "30 seconds"),
  closeMs: Duration.toMillis(options.closeTimeout ?? "5 seconds")
})
