/** Telnyx, with its webhooks, the token of its streams and its call control. */
import * as Effect from "effect/Effect"
import type { CallControl } from "../call/Call.ts"
import { carrierRules, checkCarrier, oneOf, text, type CarrierOptions } from "../check.ts"
import { telnyx as dialect } from "../dialects/telnyx.ts"
import { verifyTelnyx } from "../signatures/verifyTelnyx.ts"
import { type Carrier, headerOf, type WebhookAnswer } from "./Carrier.ts"
import { ask, isSame, tokenOf, unsigned } from "./parts.ts"

export interface TelnyxCarrierOptions {
  /** The address of the stream as Telnyx dials it, e.g. `wss://phone.example/stream`. */
  readonly publicUrl: string
  /** The public key of the account, in base64, which signs its webhooks. */
  readonly publicKey: string
  /** Answers calls, starts streams, and controls calls. Upgrades carry a token that is made from it. */
  readonly apiKey: string
  /** The law that Telnyx plays. Defaults to µ-law. */
  readonly codec?: "PCMU" | "PCMA"
  /** Defaults to Telnyx's. */
  readonly apiUrl?: string
}

const wanted: CarrierOptions = {
  name: "telnyx",
  required: ["publicUrl", "publicKey", "apiKey"],
  rules: {
    ...carrierRules,
    publicKey: text("the public key of the account, in base64"),
    apiKey: text("the API key of the account"),
    codec: oneOf("PCMU", "PCMA")
  }
}

interface CallEvent {
  readonly id: string
  readonly type: string
  readonly callId: string
  readonly direction: string
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "")

const eventOf = (body: string): CallEvent | undefined => {
  try {
    const data = recordOf(recordOf(JSON.parse(body))["data"])
    const payload = recordOf(data["payload"])
    const callId = textOf(payload["call_control_id"])
    const event = { id: textOf(data["id"]), type: textOf(data["event_type"]), callId }
    return callId === "" ? undefined : { ...event, direction: textOf(payload["direction"]) }
  } catch {
    return undefined
  }
}

const done: WebhookAnswer = { status: 200, contentType: "text/plain", body: "" }
const failed: WebhookAnswer = { status: 502, contentType: "text/plain", body: "Telnyx did not take the command." }

/**
 * Telnyx Media Streaming over call control. An incoming call is answered, and a call that was answered gets a stream.
 * Webhooks without Telnyx's signature and upgrades without the token are refused.
 */
export const telnyx = (options: TelnyxCarrierOptions): Carrier => {
  checkCarrier(telnyx, options, wanted)
  const { apiKey, apiUrl = "https://api.telnyx.com", codec = "PCMU", publicKey, publicUrl } = options
  const act = (callId: string, action: string, body: Readonly<Record<string, unknown>>) =>
    ask("Telnyx", {
      method: "POST",
      url: `${apiUrl}/v2/calls/${encodeURIComponent(callId)}/actions/${action}`,
      authorization: `Bearer ${apiKey}`,
      body
    })
  const control: CallControl = {
    hangup: (callId) => act(callId, "hangup", {}),
    transfer: (callId, to) => act(callId, "transfer", { to }),
    sendDtmf: (callId, digits) => act(callId, "send_dtmf", { digits })
  }
  const command = async ({ callId, direction, id, type }: CallEvent): Promise<WebhookAnswer> => {
    // Telnyx sends a webhook again, and takes a command of the same id once.
    if (type === "call.initiated" && direction === "incoming") {
      return answerOf(act(callId, "answer", { command_id: `${id}-answer` }))
    }
    if (type !== "call.answered") return done
    return answerOf(
      act(callId, "streaming_start", {
        command_id: `${id}-stream`,
        stream_url: publicUrl,
        stream_track: "inbound_track",
        stream_bidirectional_mode: "rtp",
        stream_bidirectional_codec: codec,
        stream_auth_token: await tokenOf(apiKey, publicUrl)
      })
    )
  }

  return {
    dialect: dialect({ playFormat: { type: codec === "PCMU" ? "audio/pcmu" : "audio/pcma" } }),
    admits: async (headers) =>
      isSame(headerOf(headers, "x-telnyx-streaming-auth-token"), await tokenOf(apiKey, publicUrl)),
    answer: async ({ body, headers }) => {
      const signature = headerOf(headers, "telnyx-signature-ed25519")
      const timestamp = headerOf(headers, "telnyx-timestamp")
      if (!(await verifyTelnyx(publicKey, body, { signature, timestamp }, Date.now()))) return unsigned("Telnyx")
      const event = eventOf(body)
      return event === undefined ? done : command(event)
    },
    control
  }
}

const answerOf = (effect: Effect.Effect<void, unknown>): Promise<WebhookAnswer> =>
  Effect.runPromise(
    Effect.match(effect, {
      onFailure: () => failed,
      onSuccess: () => done
    })
  )
