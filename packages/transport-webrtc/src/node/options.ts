import type { TransportError } from "@antiphon/core"
import type { ConnectionLimits } from "@antiphon/core/transport"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { callLimits, type CallOptions, type Deadlines, type phasesOf } from "../options.ts"
import { codec, type Codec } from "./audio/opus.ts"
import { nodeDataChannel, type NodeDataChannelOptions } from "./nodeDataChannel.ts"
import type { PeerConnections } from "./PeerConnections.ts"

/** The options that dialled and accepted calls of Node share. */
export interface NodeCallOptions extends CallOptions, NodeDataChannelOptions {
  readonly deadlines?: Deadlines
  /**
   * How long a peer may send nothing at all, no packet and no event, before the connection ends as `Dead`. Defaults to
   * 30 s.
   */
  readonly deadTimeout?: Duration.Input
  /** Another WebRTC implementation, in place of node-datachannel and its options. */
  readonly peerConnections?: PeerConnections
}

/** The bounds of a call, and the longest silence of a peer in milliseconds. */
export interface NodeLimits extends ConnectionLimits {
  readonly deadMs: number
}

export type Phases = ReturnType<typeof phasesOf>

export const nodeLimitsOf = (options: NodeCallOptions): NodeLimits => ({
  ...callLimits(options),
  deadMs: Duration.toMillis(options.deadTimeout ?? "30 seconds")
})

/** Loads the optional peers. */
export const partsOf = (
  options: NodeCallOptions
): Effect.Effect<{ readonly peerConnections: PeerConnections; readonly codec: Codec }, TransportError> =>
  Effect.all({
    peerConnections:
      options.peerConnections === undefined ? nodeDataChannel(options) : Effect.succeed(options.peerConnections),
    codec
  })
