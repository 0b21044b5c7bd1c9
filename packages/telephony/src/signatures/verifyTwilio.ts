/** Signatures of Twilio, of requests and of upgrades. */
import { isHmac } from "./hmac.ts"

/** The fields of a form, as a request sends them. A field may stand several times. */
export type Form = Readonly<Record<string, string | ReadonlyArray<string>>>

export interface TwilioSignature {
  /** The header `X-Twilio-Signature`. */
  readonly signature: string | undefined
  /** The header `X-Twilio-Webhooks-Signature-Settings`, which stands beside signatures by a shared key. */
  readonly settings?: string | undefined
}

export interface TwilioSecrets {
  readonly authToken: string
  /** The secret of a shared key, for signatures that name one. */
  readonly sharedKey?: string | undefined
}

/** Returns the algorithm that the settings name. */
const algorithmOf = (settings: string | undefined): "SHA-1" | "SHA-256" | undefined => {
  const named = /(?:^|,)\s*algorithm=([^,]*)/u
    .exec(settings ?? "")?.[1]
    ?.trim()
    .toUpperCase()
  if (named === undefined || named === "" || named === "HMAC_SHA1") return "SHA-1"
  return named === "HMAC_SHA256" ? "SHA-256" : undefined
}

const signedText = (url: string, form: Form): string =>
  Object.keys(form)
    .sort()
    .reduce((text, name) => {
      const value = form[name] ?? ""
      const values = typeof value === "string" ? [value] : [...new Set(value)].sort()
      return text + values.map((each) => name + each).join("")
    }, url)

/** The address with and without the standard port, because Twilio signs either. */
const addressesOf = (url: string): ReadonlyArray<string> => {
  const parts = /^(https|wss|http|ws):\/\/([^/?#]*?)(?::(\d+))?(?=[/?#]|$)(.*)$/u.exec(url)
  if (parts === null) return [url]
  const [, scheme = "", host = "", port, rest = ""] = parts
  const standard = scheme === "https" || scheme === "wss" ? "443" : "80"
  if (port !== undefined && port !== standard) return [url]
  return [`${scheme}://${host}${rest}`, `${scheme}://${host}:${standard}${rest}`]
}

/**
 * Whether Twilio signed a request. `url` is the address that was configured at Twilio, with its scheme and query. An upgrade
 * has the address `wss://…` and no form. Never rebuild the address from headers, because the sender of a request writes them.
 */
export const verifyTwilio = async (
  secrets: TwilioSecrets,
  url: string,
  { settings, signature }: TwilioSignature,
  form: Form = {}
): Promise<boolean> => {
  const hash = algorithmOf(settings)
  if (signature === undefined || hash === undefined) return false
  const isShared = settings !== undefined && settings.trim() !== ""
  const secret = isShared ? secrets.sharedKey : secrets.authToken
  if (secret === undefined) return false
  const fits = await Promise.all(
    addressesOf(url).map((address) => isHmac(hash, secret, signedText(address, form), signature))
  )
  return fits.includes(true)
}
