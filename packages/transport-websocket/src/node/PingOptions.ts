import * as Duration from "effect/Duration"
import { type DialOptions, type Limits, limitsOf } from "../SocketOptions.ts"

/** How a peer that vanished is noticed. */
export interface PingOptions {
  /** Time between pings. A peer silent through two of them, not even a pong, ends as `Dead`. Default 10 s. */
  readonly pingInterval?: Duration.Input
}

/** {@link Limits} and the time between pings in ms. */
export interface SocketLimits extends Limits {
  readonly pingMs: number
}

export const socketLimitsOf = (options: DialOptions & PingOptions): SocketLimits => ({
  ...limitsOf(options),
  pingMs: Duration.toMillis(options.pingInterval ?? "10 seconds")
})
