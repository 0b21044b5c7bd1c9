import { type Endpoint, Transport, type TransportError } from "@antiphon/core"
import { type Codecs, scopedOpening, usableKey } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { exchangeByHttp, type Exchanging, type SdpExchange } from "../exchange.ts"
import { phasesOf } from "../options.ts"
import { type Call, makeCall } from "./call.ts"
import { type NodeCallOptions, nodeLimitsOf, partsOf } from "./options.ts"

/** What Node opens its calls with. */
export interface WebRtcOptions extends NodeCallOptions {
  /** Takes the offer to the far end in place of `POST …/calls`. The credential of the endpoint is then not used. */
  readonly exchange?: SdpExchange
}

/** {@link Transport} whose connections are calls. */
export interface WebRtcTransport {
  readonly connect: <In, Out>(
    endpoint: Endpoint.Endpoint<In, Out>
  ) => Effect.Effect<Call<In, Out>, TransportError, Scope.Scope>
}

/** What is offered. The numbers are free to choose, and these are the ones that browsers use. */
const offered = { mid: "0", payloadType: 111, direction: "sendrecv" } as const

/**
 * Makes the transport over WebRTC for Node, with events on the data channel `oai-events` and audio in one Opus track
 * each way (protocol section 0). Needs the optional peers node-datachannel and libopus-wasm. A missing one is named in
 * the error.
 */
export const make = (options: WebRtcOptions = {}): WebRtcTransport => {
  const limits = nodeLimitsOf(options)
  const phase = phasesOf(options.deadlines)

  const exchangeFor = <In, Out>(endpoint: Endpoint.Endpoint<In, Out>): Effect.Effect<Exchanging, TransportError> =>
    options.exchange === undefined
      ? Effect.map(phase("key", usableKey(endpoint)), (key) => ({ exchange: exchangeByHttp(endpoint, key), key }))
      : Effect.succeed({ exchange: options.exchange, key: Option.none() })

  /**
   * `answered` is called once the far end has answered. A failure after that may be the race below, and not the far
   * end.
   */
  const open = <In, Out>(codecs: Codecs<In, Out>, { exchange, key }: Exchanging, answered: () => void) =>
    Effect.gen(function* () {
      const parts = yield* partsOf(options)
      const { opened, peer } = yield* makeCall({ ...parts, codecs, key, limits, phase, offers: true, audio: offered })
      const offer = yield* phase("offer", peer.offer)
      const answer = yield* phase("exchange", exchange(offer))
      answered()
      yield* peer.accept(answer.sdp)
      return yield* opened(Option.fromUndefinedOr(answer.callId))
    })

  return {
    connect: (endpoint) =>
      Effect.gen(function* () {
        const exchanging = yield* exchangeFor(endpoint)
        let isAnswered = false
        const once = scopedOpening(
          open(endpoint, exchanging, () => {
            isAnswered = true
          })
        )
        // As the offering side, node-datachannel can lose a race against the first checks of the answerer. ICE is
        // through before the fingerprint of the answer is known, and DTLS fails. A second attempt does not.
        return yield* once.pipe(
          Effect.catchIf(
            ({ reason }) => isAnswered && reason._tag !== "Timeout",
            () => once
          )
        )
      })
  }
}

/** {@link make} as a layer. */
export const layer = (options: WebRtcOptions = {}): Layer.Layer<Transport> => Layer.succeed(Transport, make(options))
