/** Vonage, with its webhook, its signed requests and its call control. */
import * as Effect from "effect/Effect"
import type { CallControl } from "../call/Call.ts"
import { CallError } from "../call/CallError.ts"
import { allTexts, carrierRules, checkCarrier, text, type CarrierOptions } from "../check.ts"
import { vonage as dialect } from "../dialects/vonage.ts"
import { signRs256 } from "../signatures/signRs256.ts"
import { verifyVonage } from "../signatures/verifyVonage.ts"
import { type Carrier, headerOf, type WebhookRequest } from "./Carrier.ts"
import { ask, unsigned } from "./parts.ts"

export interface VonageOptions {
  /** The address of the stream as Vonage dials it, e.g. `wss://phone.example/stream`. */
  readonly publicUrl: string
  /** The secret of the account's signed webhooks. It signs upgrades too. */
  readonly signatureSecret: string
  /** Needed to transfer, to press keys and to hang up over HTTP. */
  readonly application?: {
    readonly id: string
    /** The private key, a PEM text of PKCS #8. */
    readonly privateKey: string
  }
  /** Defaults to Vonage's. */
  readonly apiUrl?: string
}

const wanted: CarrierOptions = {
  name: "vonage",
  required: ["publicUrl", "signatureSecret"],
  rules: {
    ...carrierRules,
    signatureSecret: text("the secret of the signed webhooks"),
    application: allTexts("id", "privateKey")
  }
}

/** Who calls, from the query of a GET or the JSON of a POST. */
const callOf = ({ body, method, target }: WebhookRequest): Readonly<Record<string, unknown>> => {
  if (method === "GET") return Object.fromEntries(new URL(target, "http://localhost").searchParams)
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {}
  } catch {
    return {}
  }
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "")

/** Vonage's WebSockets at 24 kHz, so that nothing is resampled. Unsigned requests and upgrades are refused. */
export const vonage = (options: VonageOptions): Carrier => {
  checkCarrier(vonage, options, wanted)
  const { application, publicUrl, signatureSecret } = options
  return {
    dialect,
    admits: (headers) =>
      verifyVonage(signatureSecret, { authorization: headerOf(headers, "authorization") }, Date.now()),
    answer: async (request) => {
      const { body, headers, method } = request
      const token = { authorization: headerOf(headers, "authorization"), ...(method === "GET" ? {} : { body }) }
      if (!(await verifyVonage(signatureSecret, token, Date.now()))) return unsigned("Vonage")
      const { from, to, uuid } = callOf(request)
      const endpoint = {
        type: "websocket",
        uri: publicUrl,
        "content-type": "audio/l16;rate=24000",
        headers: { uuid: textOf(uuid), from: textOf(from), to: textOf(to) },
        authorization: { type: "vonage" }
      }
      // Vonage speaks what stands behind the connect into the call at once, so nothing does.
      const ncco = JSON.stringify([{ action: "connect", endpoint: [endpoint] }])
      return { status: 200, contentType: "application/json", body: ncco }
    },
    ...(application === undefined ? {} : { control: controlOf(application, options.apiUrl) })
  }
}

const controlOf = (
  { id, privateKey }: NonNullable<VonageOptions["application"]>,
  apiUrl = "https://api.nexmo.com"
): CallControl => {
  const put = (callId: string, path: string, body: Readonly<Record<string, unknown>>) =>
    Effect.tryPromise({
      try: () => {
        const now = Math.floor(Date.now() / 1000)
        return signRs256(privateKey, { application_id: id, iat: now, exp: now + 300, jti: crypto.randomUUID() })
      },
      catch: () =>
        new CallError({ code: "refused", message: "The private key cannot be read. Pass the PEM text of PKCS #8." })
    }).pipe(
      Effect.flatMap((token) =>
        ask("Vonage", {
          method: "PUT",
          url: `${apiUrl}/v1/calls/${encodeURIComponent(callId)}${path}`,
          authorization: `Bearer ${token}`,
          body
        })
      )
    )
  return {
    hangup: (callId) => put(callId, "", { action: "hangup" }),
    transfer: (callId, to) => {
      const ncco = [{ action: "connect", endpoint: [{ type: "phone", number: to.replace(/^\+/u, "") }] }]
      return put(callId, "", { action: "transfer", destination: { type: "ncco", ncco } })
    },
    sendDtmf: (callId, digits) => put(callId, "/dtmf", { digits })
  }
}
