/** Twilio, with its webhook, its signatures and its call control. */
import { carrierRules, type CarrierOptions, checkCarrier, text } from "../check.ts"
import { twilio as dialect } from "../dialects/twilio.ts"
import { type Form, verifyTwilio } from "../signatures/verifyTwilio.ts"
import { type Carrier, headerOf, type Headers } from "./Carrier.ts"
import { controlOf, openStream } from "./laml.ts"
import { escaped, formOf, unsigned, webhookOf } from "./parts.ts"

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

const wanted: CarrierOptions = {
  name: "twilio",
  required: ["publicUrl", "authToken"],
  rules: {
    ...carrierRules,
    authToken: text("the auth token of the account"),
    sharedKey: text("the secret of the shared key"),
    accountSid: text("the id of the account, AC…")
  }
}

/** Twilio Media Streams. Unsigned requests and upgrades are refused. */
export const twilio = (options: TwilioOptions): Carrier => {
  checkCarrier(twilio, options, wanted)
  const { accountSid, apiUrl = "https://api.twilio.com", authToken, publicUrl, sharedKey } = options
  const webhookUrl = options.webhookUrl ?? webhookOf(publicUrl)
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
  const attributes = `url="${escaped(publicUrl)}"`

  return {
    dialect,
    admits: (headers) => verify(publicUrl, headers),
    answer: async ({ body, headers }) => {
      const form = formOf(body)
      return (await verify(webhookUrl, headers, form)) ? openStream(attributes, form) : unsigned("Twilio")
    },
    ...(accountSid === undefined
      ? {}
      : {
          control: controlOf({
            carrier: "Twilio",
            account: `${apiUrl}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}`,
            user: accountSid,
            password: authToken,
            stream: () => Promise.resolve(attributes)
          })
        })
  }
}
