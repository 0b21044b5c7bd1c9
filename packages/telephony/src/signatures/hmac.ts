/** HMAC by WebCrypto. Comparison takes the same time however much fits. */
import { Base64 } from "@antiphon/audio"

const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text))

/** Whether a signature in base64 is the HMAC of a text. */
export const isHmac = async (
  hash: "SHA-1" | "SHA-256",
  secret: string,
  text: string,
  signature: string
): Promise<boolean> => {
  const decoded = Base64.decode(signature)
  if (decoded._tag === "Failure" || secret === "") return false
  const key = await crypto.subtle.importKey("raw", bytes(secret), { name: "HMAC", hash }, false, ["verify"])
  return crypto.subtle.verify("HMAC", key, new Uint8Array(decoded.success), bytes(text))
}

export { bytes as utf8 }
