import { TransportError } from "@antiphon/core"
import { make, type SdpExchange, type WebRtcTransport } from "@antiphon/transport-webrtc"
import * as Effect from "effect/Effect"

/** Your server posts the offer to OpenAI with its own key and session, and returns the answer. */
const exchange: SdpExchange = (offer) =>
  Effect.tryPromise({
    try: async (signal) => {
      const response = await fetch("/call", { method: "POST", body: offer, signal })
      if (!response.ok) throw new Error(`HTTP ${response.status}`)
      return { sdp: await response.text() }
    },
    catch: (cause) => TransportError.open({ detail: "our server opened no call", cause })
  })

/** A call without a microphone. Nothing is sent until `media.send`. */
export const transport: WebRtcTransport = make({ exchange, microphone: "none" })
