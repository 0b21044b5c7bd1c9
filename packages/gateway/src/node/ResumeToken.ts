/** Tokens with which a client comes back to its session, on any node. */
import * as Redacted from "effect/Redacted"
import { createHmac, timingSafeEqual } from "node:crypto"
import { type Token, token } from "../Token.ts"

/** What a token says. */
export interface Resumable {
  readonly sid: Token
  /** The position of the session's first claim. A session that was erased and made again has another. */
  readonly first: number
}

/** Signs and verifies tokens. */
export interface ResumeTokens {
  readonly sign: (resumable: Resumable, expiresAt: number) => string
  /** Returns what a token says, or `undefined` if it is not ours or has expired. */
  readonly verify: (text: string, now: number) => Resumable | undefined
}

/** The first secret signs, and all verify. */
export const makeResumeTokens = (secrets: ReadonlyArray<Redacted.Redacted<string>>): ResumeTokens => {
  const mac = (text: string, secret: Redacted.Redacted<string>) =>
    createHmac("sha256", Redacted.value(secret)).update(text).digest()
  const [newest] = secrets
  if (newest === undefined) throw new TypeError("A gateway needs at least one secret for its tokens.")
  return {
    sign: ({ first, sid }, expiresAt) => {
      const text = `v1.${sid}.${first}.${expiresAt}`
      return `${text}.${mac(text, newest).toString("base64url")}`
    },
    verify: (text, now) => {
      const at = text.lastIndexOf(".")
      const [version, sid, first, expiresAt, ...rest] = text.slice(0, at).split(".")
      const name = token(sid ?? "")
      if (version !== "v1" || name === undefined || rest.length > 0 || !(Number(expiresAt) > now)) return undefined
      const given = Buffer.from(text.slice(at + 1), "base64url")
      const isOurs = secrets.some((secret) => {
        const expected = mac(text.slice(0, at), secret)
        return expected.length === given.length && timingSafeEqual(expected, given)
      })
      return isOurs ? { sid: name, first: Number(first) } : undefined
    }
  }
}
