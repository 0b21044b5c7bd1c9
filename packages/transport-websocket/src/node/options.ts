/** What users set on a WebSocket connection in Node, and the bounds that follow. */
import * as Duration from "effect/Duration"
import { type DialLimits, dialLimits, type DialOptions } from "../options.ts"

/** How a peer that vanished is noticed. */
export interface PingOptions {
  /** The time between pings. A peer that is silent through two of them ends as `Dead`. Defaults to 10 s. */
  readonly pingInterval?: Duration.Input
}

/** {@link DialLimits}, and the time between pings in milliseconds. */
export interface SocketLimits extends DialLimits {
  readonly pingMs: number
}

export const socketLimits = (options: DialOptions & PingOptions): SocketLimits => ({
  ...dialLimits(options),
  pingMs: Duration.toMillis(options.pingInterval ?? "10 seconds")
})
