/** SignalWire, with its webhook, the token of its streams and its call control. */
import { allTexts, carrierRules, checkCarrier, oneOf, text, type CarrierOptions } from "../check.ts"
import { signalwire as dialect } from "../dialects/signalwire.ts"
import { verifyTwilio } from "../signatures/verifyTwilio.ts"
import { type Carrier, headerOf } from "./Carrier.ts"
import { controlOf, openStream } from "./laml.ts"
import { bearerOf, escaped, formOf, isSame, tokenOf, unsigned, webhookOf } from "./parts.ts"

export interface SignalwireOptions {
  /** The address of the stream as SignalWire dials it, e.g. `wss://phone.example/stream`. */
  readonly publicUrl: string
  /** The address of the webhook as it stands in the space. Defaults to `https` and the path of `publicUrl`. */
  readonly webhookUrl?: string
  /** The key that signs webhooks, `PSK_…`. Upgrades carry a token that is made from it. */
  readonly signingKey: string
  /** `L16@24000h` has the rate of a session, and is not resampled. Defaults to `PCMU`. */
  readonly codec?: "PCMU" | "PCMA" | "L16@24000h"
  /** Needed to transfer, to press keys and to hang up over HTTP. */
  readonly api?: {
    /** The address of the space, `https://example.signalwire.com`. */
    readonly url: string
    readonly project: string
    readonly token: string
  }
}

const wanted: CarrierOptions = {
  name: "signalwire",
  required: ["publicUrl", "signingKey"],
  rules: {
    ...carrierRules,
    signingKey: text("the key that signs webhooks, PSK_…"),
    codec: oneOf("PCMU", "PCMA", "L16@24000h"),
    api: allTexts("url", "project", "token")
  }
}

/** SignalWire's `<Stream>`. Requests without its signature and upgrades without the token are refused. */
export const signalwire = (options: SignalwireOptions): Carrier => {
  checkCarrier(signalwire, options, wanted)
  const { api, codec = "PCMU", publicUrl, signingKey } = options
  const webhookUrl = options.webhookUrl ?? webhookOf(publicUrl)
  const attributes = async () =>
    `url="${escaped(publicUrl)}" codec="${codec}" authBearerToken="${await tokenOf(signingKey, publicUrl)}"`

  return {
    dialect,
    admits: async (headers) => isSame(bearerOf(headers), await tokenOf(signingKey, publicUrl)),
    answer: async ({ body, headers }) => {
      const form = formOf(body)
      const signature = headerOf(headers, "x-signalwire-signature") ?? headerOf(headers, "x-twilio-signature")
      const isSigned = await verifyTwilio({ authToken: signingKey }, webhookUrl, { signature }, form)
      return isSigned ? openStream(await attributes(), form) : unsigned("SignalWire")
    },
    ...(api === undefined
      ? {}
      : {
          control: controlOf({
            carrier: "SignalWire",
            account: `${api.url}/api/laml/2010-04-01/Accounts/${encodeURIComponent(api.project)}`,
            user: api.project,
            password: api.token,
            stream: attributes
          })
        })
  }
}
