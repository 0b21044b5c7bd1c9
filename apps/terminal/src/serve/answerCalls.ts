/** Answers the calls of `antiphon serve` with the WebRTC of node-datachannel. */
import { ClientEvent, ServerEvent, type TransportError } from "@antiphon/core"
import type { AnswerCall } from "@antiphon/server"
import { accept, nodeDataChannel } from "@antiphon/transport-webrtc/node"
import * as Effect from "effect/Effect"
import { isLoopback } from "./origins.ts"

/** Calls speak the vocabulary of conversations. */
const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }

/**
 * Answers calls that reach `host`. If only this machine reaches it, only this machine reaches the tracks. Fails if the library
 * does not load.
 */
export const answerCalls = (host: string, maxEventBytes: number): Effect.Effect<AnswerCall, TransportError> =>
  Effect.map(
    nodeDataChannel(isLoopback(host) ? { bindAddress: "127.0.0.1" } : {}),
    (peerConnections) =>
      (offer, { callId }) =>
        accept(offer, { callId, vocabulary, peerConnections, maxEventBytes, closeTimeout: "2 seconds" })
  )
