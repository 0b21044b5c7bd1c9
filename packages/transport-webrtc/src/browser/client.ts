import { type Endpoint, Transport, type TransportError } from "@antiphon/core"
import { pageKeyRefusal, scopedOpening, usableKey } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { exchangeByHttp, type Exchanging, type SdpExchange } from "../exchange.ts"
import { callLimits, type CallOptions, type Deadlines, phasesOf } from "../options.ts"
import { type Call, openCall } from "./call.ts"
import type { WorkletUrls } from "./media.ts"
import type { MicrophoneChoice } from "./microphone.ts"
import type { MakePeerConnection } from "./PeerConnection.ts"

/** What a page opens its calls with. */
export interface WebRtcOptions extends CallOptions {
  /**
   * The audio to send. It is a track of yours, constraints for a microphone, or `"none"`. With `"none"` nothing is sent
   * until `media.send`. Defaults to a microphone with echo cancellation, noise suppression and gain control.
   */
  readonly microphone?: MicrophoneChoice
  /** Takes the offer to the far end in place of `POST …/calls`. The credential of the endpoint is then not used. */
  readonly exchange?: SdpExchange
  /** Makes the peer connection, for example with ICE servers. Defaults to `() => new RTCPeerConnection()`. */
  readonly peerConnection?: MakePeerConnection
  readonly deadlines?: Deadlines
  /** Needed only if `media` is used and your bundler leaves the worklet files where they are. */
  readonly worklets?: WorkletUrls
  /** Called with each call that opens. If a layer or another package connects, this is how to reach its `remote`. */
  readonly onCall?: (call: Call<unknown, never>) => void
  /**
   * Allows keys that are not ephemeral (`ek_…`) in a page. The user of a page can read the key that the page connects
   * with, so set this only for a key that is worth nothing. Defaults to false.
   */
  readonly allowNonEphemeralKeys?: boolean
}

/** {@link Transport} whose connections are calls. */
export interface WebRtcTransport {
  readonly connect: <In, Out>(
    endpoint: Endpoint.Endpoint<In, Out>
  ) => Effect.Effect<Call<In, Out>, TransportError, Scope.Scope>
}

/**
 * Makes the transport over the platform's `RTCPeerConnection`, with events on the data channel `oai-events`, the
 * microphone in a track up and the peer in a track down (protocol section 0). Interrupting `connect` leaves no track
 * and no request behind.
 */
export const make = (options: WebRtcOptions = {}): WebRtcTransport => {
  const limits = callLimits(options)
  const phase = phasesOf(options.deadlines)
  const { microphone, onCall, peerConnection = () => new RTCPeerConnection(), worklets = {} } = options

  const exchangeFor = <In, Out>(endpoint: Endpoint.Endpoint<In, Out>): Effect.Effect<Exchanging, TransportError> =>
    Effect.gen(function* () {
      if (options.exchange !== undefined) return { exchange: options.exchange, key: Option.none() }
      const key = yield* phase("key", usableKey(endpoint))
      const refusal = options.allowNonEphemeralKeys === true ? undefined : pageKeyRefusal(key, endpoint)
      if (refusal !== undefined) return yield* refusal
      return { exchange: exchangeByHttp(endpoint, key), key }
    })

  return {
    connect: (endpoint) =>
      exchangeFor(endpoint).pipe(
        Effect.flatMap((exchanging) =>
          openCall(endpoint, { limits, phase, ...exchanging, peerConnection, microphone, worklets })
        ),
        scopedOpening,
        Effect.tap((call) => Effect.sync(() => onCall?.(call)))
      )
  }
}

/** {@link make} as a layer. */
export const layer = (options: WebRtcOptions = {}): Layer.Layer<Transport> => Layer.succeed(Transport, make(options))
