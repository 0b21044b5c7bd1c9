/** The token of Vonage's signed webhooks, a JWT with HS256. */
import { Base64 } from "@antiphon/audio"
import { isHmac, utf8 } from "./hmac.ts"

/** How far the clocks may differ, in seconds. */
const leeway = 60

const plainBase64 = (text: string): string =>
  text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - (text.length % 4)) % 4)

const jsonOf = (part: string): Readonly<Record<string, unknown>> | undefined => {
  const decoded = Base64.decode(plainBase64(part))
  if (decoded._tag === "Failure") return undefined
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(decoded.success))
    return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : undefined
  } catch {
    return undefined
  }
}

const hex = (bytes: ArrayBuffer): string =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("")

export interface VonageToken {
  /** The header `Authorization`, `Bearer …`. */
  readonly authorization: string | undefined
  /** The body of the request. Its hash must be the one in the token, if the token has one. An upgrade has no body. */
  readonly body?: string
}

/** Whether a token is Vonage's, signed with the secret of the account, and valid now. */
export const verifyVonage = async (
  secret: string,
  { authorization, body }: VonageToken,
  nowMs: number
): Promise<boolean> => {
  const [header = "", payload = "", signature = "", ...more] = (
    /^Bearer\s+(\S+)$/iu.exec(authorization ?? "")?.[1] ?? ""
  ).split(".")
  if (signature === "" || more.length > 0) return false
  // The algorithm is fixed. A token that names another, or none, is refused.
  if (jsonOf(header)?.["alg"] !== "HS256") return false
  if (!(await isHmac("SHA-256", secret, `${header}.${payload}`, plainBase64(signature)))) return false
  const claims = jsonOf(payload)
  if (claims === undefined) return false
  const now = nowMs / 1000
  const { exp, nbf, payload_hash: hash } = claims
  if (exp !== undefined && !(typeof exp === "number" && now < exp + leeway)) return false
  if (nbf !== undefined && !(typeof nbf === "number" && now >= nbf - leeway)) return false
  if (body === undefined || hash === undefined) return true
  return hex(await crypto.subtle.digest("SHA-256", utf8(body))) === hash
}
