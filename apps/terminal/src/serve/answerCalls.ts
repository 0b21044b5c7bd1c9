/** Answers the calls of `antiphon serve` with the WebRTC of node-datachannel. */
import { ClientEvent, ServerEvent, type TransportError } from "@antiphon/core"
import * as Live from "@antiphon/core/live"
import type { Codecs } from "@antiphon/core/transport"
import type { AnswerCall } from "@antiphon/server"
import { accept, nodeDataChannel } from "@antiphon/transport-webrtc/node"
import * as Effect from "effect/Effect"
import { isLoopback } from "./origins.ts"

/** How calls of each vocabulary are answered. */
export interface Answers {
  readonly conversation: AnswerCall
  readonly live: AnswerCall<Live.ClientEvent, Live.ServerEvent>
}

/**
 * Answers calls that reach `host`. If only this machine reaches it, only this machine reaches the tracks. Fails if the library
 * does not load.
 */
export const answerCalls = (host: string, maxEventBytes: number): Effect.Effect<Answers, TransportError> =>
  Effect.map(nodeDataChannel(isLoopback(host) ? { bindAddress: "127.0.0.1" } : {}), (peerConnections) => {
    const answerIn =
      <In, Out>(vocabulary: Codecs<In, Out>): AnswerCall<In, Out> =>
      (offer, { callId }) =>
        accept(offer, { callId, vocabulary, peerConnections, maxEventBytes, closeTimeout: "2 seconds" })
    return {
      conversation: answerIn({ incoming: ClientEvent, outgoing: ServerEvent }),
      live: answerIn({ incoming: Live.ClientEvent, outgoing: Live.ServerEvent })
    }
  })
