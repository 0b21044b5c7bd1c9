/**
 * The SDKs of the providers say whether a signature fits. That of Vonage runs here. The verdicts of the others are recorded by
 * `tooling/integration/scripts/recordSignatures.ts`, because together they have 90 MB.
 */
import { verifyPlivo, verifyTelnyx, verifyTwilio, verifyVonage } from "@antiphon/telephony"
import { assert, it } from "@effect/vitest"
import { verifySignature } from "@vonage/jwt"
import { createHmac } from "node:crypto"
import { readFileSync } from "node:fs"

type Form = Readonly<Record<string, string | ReadonlyArray<string>>>

interface Vectors {
  readonly versions: Readonly<Record<string, string>>
  readonly twilio: ReadonlyArray<{ url: string; form: Form; algorithm: string; signature: string; valid: boolean }>
  readonly plivo: ReadonlyArray<{ url: string; form: Form; nonce: string; signature: string; valid: boolean }>
  readonly telnyx: ReadonlyArray<{
    key: string
    body: string
    signature: string
    timestamp: string
    now: number
    valid: boolean
  }>
}

const vectors: Vectors = JSON.parse(readFileSync(new URL("signatureVectors.json", import.meta.url), "utf8"))

it("every signature that Twilio's SDK makes fits, for requests and upgrades, by SHA-1 and SHA-256, and for no other secret", async () => {
  assert.isAbove(vectors.twilio.length, 40)
  for (const { algorithm, form, signature, url, valid } of vectors.twilio) {
    const isShared = algorithm === "HMAC_SHA256"
    const settings = isShared ? `key=one,algorithm=${algorithm}` : undefined
    const verify = (secret: string) =>
      verifyTwilio(
        isShared ? { authToken: "x", sharedKey: secret } : { authToken: secret },
        url,
        { signature, settings },
        form
      )
    assert.strictEqual(await verify("secret"), valid, `${url} ${algorithm} ${JSON.stringify(form)}`)
    assert.isFalse(await verify("other"))
  }
})

it("Plivo's SDK and this package say the same of every signature", async () => {
  assert.isAbove(vectors.plivo.filter(({ valid }) => valid).length, 10)
  for (const { form, nonce, signature, url, valid } of vectors.plivo) {
    const verdict = await verifyPlivo("secret", url, { signature, nonce }, form)
    assert.strictEqual(verdict, valid, `${url} ${JSON.stringify(form)}`)
  }
})

it("Telnyx's SDK and this package say the same of every signature, and of its age", async () => {
  assert.isAbove(vectors.telnyx.filter(({ valid }) => valid).length, 1)
  for (const { body, key, now, signature, timestamp, valid } of vectors.telnyx) {
    assert.strictEqual(await verifyTelnyx(key, body, { signature, timestamp }, now), valid, timestamp)
  }
})

it("Vonage's SDK and this package say the same of every token", async () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url")
  // The SDK goes by the clock of the machine, so the times are far from any that it may show.
  const [now, past, future] = [1_767_225_600_000, 1_000_000_000, 4_102_444_800]
  const signed = (header: object, claims: object, secret = "secret"): string => {
    const text = `${part(header)}.${part(claims)}`
    return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`
  }
  const header = { alg: "HS256", typ: "JWT" }
  const tokens = [
    [signed(header, { iss: "Vonage", iat: past }), true],
    [signed(header, { iat: past, exp: future, nbf: past }), true],
    [signed(header, { iat: past, exp: past + 900 }), false],
    [signed(header, { iat: past, nbf: future }), false],
    [signed(header, { iat: past }, "other"), false],
    [signed({ alg: "none" }, { iat: past }), false],
    [`${part({ alg: "none" })}.${part({ iat: past })}.`, false],
    ["no.token.here", false]
  ] as const
  for (const [token, valid] of tokens) {
    let theirs = false
    try {
      theirs = verifySignature(token, "secret")
    } catch {
      // The SDK throws at what is no token.
    }
    assert.strictEqual(await verifyVonage("secret", { authorization: `Bearer ${token}` }, now), theirs, token)
    assert.strictEqual(theirs, valid, token)
  }
})
