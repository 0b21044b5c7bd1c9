/** Answers the calls of `antiphon serve` with the WebRTC of node-datachannel. */
import { ClientEvent, ServerEvent, type TransportError } from "@antiphon/core"
import * as Live from "@antiphon/core/live"
import type { Codecs } from "@antiphon/core/transport"
import type { AnswerCall } from "@antiphon/server"
import { accept, nodeDataChannel } from "@antiphon/transport-webrtc/node"
import * as Effect from "effect/Effect"
import { isLoopback } from "./origins.ts"
import { ownAddress } from "./ownAddress.ts"

/** How calls of each vocabulary are answered. */
export interface Answers {
  readonly conversation: AnswerCall
  readonly live: AnswerCall<Live.ClientEvent, Live.ServerEvent>
}

/** Firefox names itself in the origin of its offers. */
const isOfFirefox = (offer: string): boolean => /^o=mozilla/m.test(offer)

/**
 * Answers calls that reach `host`. If only this machine reaches it, only this machine reaches the tracks, except those of
 * Firefox. Firefox offers no candidate at loopback and pairs none with another. Its calls are therefore answered at an
 * address that this machine has in its network, and ICE admits only the maker of the offer. Fails if the library does not
 * load.
 */
export const answerCalls = (host: string, maxEventBytes: number): Effect.Effect<Answers, TransportError> =>
  Effect.gen(function* () {
    const everywhere = yield* nodeDataChannel()
    const atLoopback = yield* nodeDataChannel({ bindAddress: "127.0.0.1" })
    const fitting = (offer: string) => {
      if (!isLoopback(host)) return Effect.succeed(everywhere)
      const address = isOfFirefox(offer) ? ownAddress() : undefined
      return address === undefined ? Effect.succeed(atLoopback) : nodeDataChannel({ bindAddress: address })
    }
    const answerIn =
      <In, Out>(vocabulary: Codecs<In, Out>): AnswerCall<In, Out> =>
      (offer, { callId }) =>
        Effect.flatMap(fitting(offer), (peerConnections) =>
          accept(offer, { callId, vocabulary, peerConnections, maxEventBytes, closeTimeout: "2 seconds" })
        )
    return {
      conversation: answerIn({ incoming: ClientEvent, outgoing: ServerEvent }),
      live: answerIn({ incoming: Live.ClientEvent, outgoing: Live.ServerEvent })
    }
  })
