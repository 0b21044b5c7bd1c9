/** Signs a JWT with RS256, as call control of Vonage needs it. */
import { Base64 } from "@antiphon/audio"
import { utf8 } from "./hmac.ts"

const urlSafe = (bytes: Uint8Array): string =>
  Base64.encode(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")

const part = (value: unknown): string => urlSafe(utf8(JSON.stringify(value)))

/** Returns the token. Rejects if the key is not the PEM text of a PKCS #8 key. */
export const signRs256 = async (pem: string, claims: Readonly<Record<string, unknown>>): Promise<string> => {
  const body = /-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----/u.exec(pem)?.[1] ?? ""
  const decoded = Base64.decode(body.replaceAll(/\s/gu, ""))
  if (decoded._tag === "Failure" || decoded.success.length === 0) throw new TypeError("The text has no PKCS #8 key.")
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }
  const key = await crypto.subtle.importKey("pkcs8", new Uint8Array(decoded.success), algorithm, false, ["sign"])
  const text = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`
  const signature = new Uint8Array(await crypto.subtle.sign(algorithm.name, key, utf8(text)))
  return `${text}.${urlSafe(signature)}`
}
