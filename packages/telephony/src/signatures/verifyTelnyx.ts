/** Signatures of Telnyx's webhooks. */
import { Base64 } from "@antiphon/audio"
import { utf8 } from "./hmac.ts"

export interface TelnyxSignature {
  /** The header `telnyx-signature-ed25519`. */
  readonly signature: string | undefined
  /** The header `telnyx-timestamp`, in seconds. */
  readonly timestamp: string | undefined
}

/** How old a webhook may be, in seconds. */
const longestAge = 300

/** Whether Telnyx signed a webhook in the last 5 min. `publicKey` is the account's, in base64. */
export const verifyTelnyx = async (
  publicKey: string,
  body: string,
  { signature, timestamp }: TelnyxSignature,
  nowMs: number
): Promise<boolean> => {
  const key = Base64.decode(publicKey)
  const signed = Base64.decode(signature ?? "")
  const seconds = Number(timestamp)
  if (key._tag === "Failure" || signed._tag === "Failure" || timestamp === undefined) return false
  if (key.success.length !== 32 || signed.success.length !== 64) return false
  if (!(Math.abs(nowMs / 1000 - seconds) <= longestAge)) return false
  const imported = await crypto.subtle.importKey("raw", new Uint8Array(key.success), "Ed25519", false, ["verify"])
  return crypto.subtle.verify("Ed25519", imported, new Uint8Array(signed.success), utf8(`${timestamp}|${body}`))
}
