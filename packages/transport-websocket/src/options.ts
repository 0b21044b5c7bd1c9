/** What users set on a WebSocket connection, and the bounds that follow. */
import { connectionLimits, type ConnectionLimits, type ConnectionOptions } from "@antiphon/core/transport"
import * as Duration from "effect/Duration"

/**
 * The bounds of one connection, the same wherever it runs and on both sides. The connections of a listener may together
 * hold 64 MiB unread. Past that the one that holds most ends with `Overflow`. On the platform's `WebSocket`, which has
 * no pings, `drainTimeout` also counts while anything is unwritten and no `send` waits.
 */
export interface SocketOptions extends ConnectionOptions {}

/** {@link SocketOptions} of a client. */
export interface DialOptions extends SocketOptions {
  /** The time from dialling to an open connection, with name, TCP, TLS and handshake. Defaults to 10 s. */
  readonly openTimeout?: Duration.Input
}

/** {@link DialOptions} with every bound decided. */
export interface DialLimits extends ConnectionLimits {
  readonly openMs: number
}

export const dialLimits = (options: DialOptions): DialLimits => ({
  ...connectionLimits(options),
  openMs: Duration.toMillis(options.openTimeout ?? "10 seconds")
})
