/** Twilio, with its webhook, its signatures and its call control. */
import * as Effect from "effect/Effect"
import type { CallControl } from "../call/Call.ts"
import { CallError } from "../call/CallError.ts"
import { twilio as dialect } from "../dialects/twilio.ts"
import { type Form, verifyTwilio } from "../signatures/verifyTwilio.ts"
import { type Carrier, headerOf, type Headers } from "./Carrier.ts"

export interface TwilioOptions {
  /** The address of the stream as Twilio dials it, e.g. `wss://phone.example/stream`. */
  readonly publicUrl: string
  /** The address of the webhook as it stands in Twilio's console. Defaults to `https` and the path of `publicUrl`. */
  readonly webhookUrl?: string
  readonly authToken: string
  /** The secret of a shared key, if the account signs with one. */
  readonly sharedKey?: string
  /** `AC…`. Needed to transfer and to press keys. */
  readonly accountSid?: string
  /** Defaults to Twilio's. */
  readonly apiUrl?: string
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

const formOf = (body: string): Form => {
  const form: Record<string, Array<string>> = {}
  for (const [name, value] of new URLSearchParams(body)) (form[name] ??= []).push(value)
  return form
}

const first = (form: Form, name: string): string => {
  const value = form[name]
  return (typeof value === "string" ? value : value?.[0]) ?? ""
}

/** Twilio Media Streams. Unsigned requests and upgrades are refused. */
export const twilio = (options: TwilioOptions): Carrier => {
  const { accountSid, authToken, publicUrl, sharedKey } = options
  if (!/^wss?:\/\//u.test(publicUrl)) {
    throw new TypeError("publicUrl is not the address of a WebSocket. Pass it as Twilio dials it, wss://…")
  }
  const webhookUrl = options.webhookUrl ?? publicUrl.replace(/^ws/u, "http")
  const verify = (url: string, headers: Headers, form?: Form) =>
    verifyTwilio(
      { authToken, sharedKey },
      url,
      {
        signature: headerOf(headers, "x-twilio-signature"),
        settings: headerOf(headers, "x-twilio-webhooks-signature-settings")
      },
      form
    )
  const parameter = (name: string, value: string): string => `<Parameter name="${name}" value="${escaped(value)}"/>`

  return {
    dialect,
    admits: (headers) => verify(publicUrl, headers),
    answer: async ({ body, headers }) => {
      const form = formOf(body)
      if (!(await verify(webhookUrl, headers, form))) {
        return { status: 403, contentType: "text/plain", body: "The request is not signed by Twilio." }
      }
      const parameters = parameter("from", first(form, "From")) + parameter("to", first(form, "To"))
      const stream = `<Stream url="${escaped(publicUrl)}">${parameters}</Stream>`
      return {
        status: 200,
        contentType: "text/xml",
        body: `<?xml version="1.0" encoding="UTF-8"?><Response><Connect>${stream}</Connect></Response>`
      }
    },
    ...(accountSid === undefined ? {} : { control: controlOf({ ...options, accountSid }) })
  }
}

const controlOf = (options: TwilioOptions & { readonly accountSid: string }): CallControl => {
  const { accountSid, apiUrl = "https://api.twilio.com", authToken } = options
  const post = (callId: string, fields: Readonly<Record<string, string>>): Effect.Effect<void, CallError> =>
    Effect.tryPromise({
      try: async (signal) => {
        const response = await fetch(
          `${apiUrl}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Calls/${encodeURIComponent(callId)}.json`,
          {
            method: "POST",
            signal,
            headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
            body: new URLSearchParams(fields)
          }
        )
        await response.body?.cancel()
        if (!response.ok) throw new Error(`HTTP ${response.status}`)
      },
      // The cause may hold the address with the account's id, and is left out.
      catch: () => new CallError({ code: "refused", message: "Twilio did not change the call. See the console's log." })
    }).pipe(
      Effect.timeoutOrElse({
        duration: "10 seconds",
        orElse: () => Effect.fail(new CallError({ code: "refused", message: "Twilio did not answer within 10 s." }))
      })
    )
  const say = (inside: string) => ({ Twiml: `<Response>${inside}</Response>` })
  return {
    hangup: (callId) => post(callId, { Status: "completed" }),
    transfer: (callId, to) => post(callId, say(`<Dial>${escaped(to)}</Dial>`)),
    // Twilio leaves the stream to press keys, and comes back to a new stream of the same call.
    sendDtmf: (callId, digits) =>
      post(
        callId,
        say(`<Play digits="${escaped(digits)}"/><Connect><Stream url="${escaped(options.publicUrl)}"/></Connect>`)
      )
  }
}
