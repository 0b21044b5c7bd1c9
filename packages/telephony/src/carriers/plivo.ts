/** Plivo, with its webhook, the token of its streams and its call control. */
import { refuseArgument } from "@antiphon/core/boundary"
import type { CallControl } from "../call/Call.ts"
import { carrierRules, checkCarrier, text, type CarrierOptions } from "../check.ts"
import { plivo as dialect } from "../dialects/plivo.ts"
import { verifyPlivo } from "../signatures/verifyPlivo.ts"
import { type Carrier, headerOf } from "./Carrier.ts"
import { ask, basic, escaped, first, formOf, isSame, tokenOf, unsigned, webhookOf, xml } from "./parts.ts"

export interface PlivoOptions {
  /** The address of the stream as Plivo dials it, e.g. `wss://phone.example/stream`, without a query. */
  readonly publicUrl: string
  /** The address of the webhook as it stands in Plivo's console. Defaults to `https` and the path of `publicUrl`. */
  readonly webhookUrl?: string
  /** Checks webhooks. Upgrades carry a token that is made from it, because Plivo may not sign them. */
  readonly authToken: string
  /** `MA…`. Needed to transfer and to hang up over HTTP. */
  readonly authId?: string
  /** Defaults to Plivo's. */
  readonly apiUrl?: string
}

const wanted: CarrierOptions = {
  name: "plivo",
  required: ["publicUrl", "authToken"],
  rules: {
    ...carrierRules,
    authToken: text("the auth token of the account"),
    authId: text("the id of the account, MA…")
  }
}

const queryOf = (target: string): URLSearchParams => new URL(target, "http://localhost").searchParams

/** Plivo takes letters and digits in the headers of a stream. */
const plain = (number: string): string => number.replaceAll(/[^A-Za-z0-9]/gu, "")

/** Plivo's `<Stream>`. Webhooks without its signature and upgrades without the token are refused. */
export const plivo = (options: PlivoOptions): Carrier => {
  checkCarrier(plivo, options, wanted)
  const { authId, authToken, publicUrl } = options
  const hasQuery = publicUrl.includes("?")
  refuseArgument(
    plivo,
    hasQuery ? "publicUrl has a query. Leave it out, because the token takes its place." : undefined
  )
  const webhookUrl = options.webhookUrl ?? webhookOf(publicUrl)

  return {
    dialect,
    admits: async (_headers, target) =>
      isSame(queryOf(target).get("token") ?? undefined, await tokenOf(authToken, publicUrl)),
    answer: async ({ body, headers, target }) => {
      const form = formOf(body)
      const signed = {
        signature: headerOf(headers, "x-plivo-signature-v3"),
        nonce: headerOf(headers, "x-plivo-signature-v3-nonce")
      }
      const transferTo = queryOf(target).get("transfer")
      const url = transferTo === null ? webhookUrl : transferUrl(webhookUrl, transferTo)
      if (!(await verifyPlivo(authToken, url, signed, form))) return unsigned("Plivo")
      if (transferTo !== null) return xml(`<Dial><Number>${escaped(transferTo)}</Number></Dial>`)
      const from = plain(first(form, "From"))
      const to = plain(first(form, "To"))
      const attributes = `bidirectional="true" keepCallAlive="true" contentType="audio/x-mulaw;rate=8000"`
      const address = escaped(`${publicUrl}?token=${await tokenOf(authToken, publicUrl)}`)
      return xml(`<Stream ${attributes} extraHeaders="from=${from};to=${to}">${address}</Stream>`)
    },
    ...(authId === undefined ? {} : { control: controlOf({ ...options, authId, webhookUrl }) })
  }
}

const transferUrl = (webhookUrl: string, to: string): string =>
  `${webhookUrl}${webhookUrl.includes("?") ? "&" : "?"}transfer=${encodeURIComponent(to)}`

const controlOf = (options: PlivoOptions & { readonly authId: string; readonly webhookUrl: string }): CallControl => {
  const { apiUrl = "https://api.plivo.com", authId, authToken, webhookUrl } = options
  const request = (callId: string) => ({
    url: `${apiUrl}/v1/Account/${encodeURIComponent(authId)}/Call/${encodeURIComponent(callId)}/`,
    authorization: basic(authId, authToken)
  })
  return {
    hangup: (callId) => ask("Plivo", { ...request(callId), method: "DELETE" }),
    // Plivo fetches what to do from the webhook.
    transfer: (callId, to) =>
      ask("Plivo", {
        ...request(callId),
        method: "POST",
        body: { legs: "aleg", aleg_url: transferUrl(webhookUrl, to), aleg_method: "POST" }
      })
  }
}
