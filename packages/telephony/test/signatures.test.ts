import { verifyPlivo, verifyTelnyx, verifyTwilio, verifyVonage } from "@antiphon/telephony"
import { assert, describe, it } from "@effect/vitest"
import { createHash, createHmac, generateKeyPairSync, sign } from "node:crypto"

const hmac = (hash: string, secret: string, text: string) => createHmac(hash, secret).update(text).digest("base64")

describe("Twilio", () => {
  // The example of Twilio's documentation.
  const url = "https://mycompany.com/myapp.php?foo=1&bar=2"
  const form = {
    CallSid: "CA1234567890ABCDE",
    Caller: "+14158675309",
    Digits: "1234",
    From: "+14158675309",
    To: "+18005551212"
  }
  const signature = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
  const secrets = { authToken: "12345" }

  it("signs as its documentation shows", async () => {
    assert.isTrue(await verifyTwilio(secrets, url, { signature }, form))
    assert.isFalse(await verifyTwilio({ authToken: "12346" }, url, { signature }, form))
    assert.isFalse(await verifyTwilio(secrets, url, { signature }, { ...form, Digits: "1235" }))
    assert.isFalse(await verifyTwilio(secrets, url, { signature: undefined }, form))
    assert.isFalse(await verifyTwilio({ authToken: "" }, url, { signature: hmac("sha1", "x", url) }))
  })

  it("signs an upgrade by its wss address, with or without the standard port, and by no other scheme or path", async () => {
    const stream = "wss://phone.example/stream"
    const of = (address: string) => verifyTwilio(secrets, stream, { signature: hmac("sha1", "12345", address) })
    assert.isTrue(await of(stream))
    assert.isTrue(await of("wss://phone.example:443/stream"))
    assert.isFalse(await of("https://phone.example/stream"))
    assert.isFalse(await of("wss://phone.example/stream/"))
    assert.isFalse(await of("wss://phone.example:8443/stream"))
  })

  it("signs by SHA-256 with a shared key, and the auth token does not stand for it", async () => {
    const settings = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
    const signed = hmac("sha256", "shared", url)
    assert.isTrue(await verifyTwilio({ ...secrets, sharedKey: "shared" }, url, { signature: signed, settings }))
    assert.isFalse(await verifyTwilio(secrets, url, { signature: hmac("sha256", "12345", url), settings }))
    const odd = "key=k,algorithm=HMAC_MD5"
    assert.isFalse(await verifyTwilio({ ...secrets, sharedKey: "shared" }, url, { signature: signed, settings: odd }))
  })
})

describe("Plivo", () => {
  const nonce = "05429567804466091622"

  it("signs the address with its query in order, the form in order, and the nonce", async () => {
    const url = "https://phone.example/answer?b=2&a=1"
    const signed = hmac("sha256", "token", `https://phone.example/answer?a=1&b=2.CallUUIDc1Fromx.${nonce}`)
    const form = { From: "x", CallUUID: "c1" }
    assert.isTrue(await verifyPlivo("token", url, { signature: signed, nonce }, form))
    assert.isTrue(await verifyPlivo("token", url, { signature: `AAAA,${signed}`, nonce }, form))
    assert.isFalse(await verifyPlivo("token", url, { signature: signed, nonce: "1" }, form))
    assert.isFalse(await verifyPlivo("token", url, { signature: undefined, nonce }, form))
  })

  it("signs an address without a query and a form as it is", async () => {
    const url = "https://phone.example/answer"
    assert.isTrue(await verifyPlivo("token", url, { signature: hmac("sha256", "token", `${url}.${nonce}`), nonce }))
  })
})

describe("Telnyx", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const key = publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64")
  const now = 1_767_225_600_000
  const timestamp = String(now / 1000)
  const body = `{"data":{}}`
  const signature = sign(null, Buffer.from(`${timestamp}|${body}`), privateKey).toString("base64")

  it("signs the time and the body, and a webhook is good for 5 min", async () => {
    assert.isTrue(await verifyTelnyx(key, body, { signature, timestamp }, now))
    assert.isFalse(await verifyTelnyx(key, `${body} `, { signature, timestamp }, now))
    assert.isFalse(await verifyTelnyx(key, body, { signature, timestamp }, now + 301_000))
    assert.isFalse(await verifyTelnyx(key, body, { signature, timestamp: "soon" }, now))
    assert.isFalse(await verifyTelnyx("AAAA", body, { signature, timestamp }, now))
  })
})

describe("Vonage", () => {
  const now = 1_767_225_600_000
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
  const token = (header: object, claims: object) => {
    const text = `${part(header)}.${part(claims)}`
    return `Bearer ${text}.${createHmac("sha256", "secret").update(text).digest("base64url")}`
  }
  const header = { alg: "HS256", typ: "JWT" }
  const claims = { iss: "Vonage", exp: now / 1000 + 300, nbf: now / 1000 }

  it("signs with HS256, and for a time", async () => {
    assert.isTrue(await verifyVonage("secret", { authorization: token(header, claims) }, now))
    assert.isFalse(await verifyVonage("other", { authorization: token(header, claims) }, now))
    assert.isFalse(await verifyVonage("secret", { authorization: token(header, claims) }, now + 400_000))
    assert.isFalse(await verifyVonage("secret", { authorization: undefined }, now))
  })

  it("a token without an algorithm, or with another, is refused", async () => {
    for (const alg of ["none", "RS256", "hs256"]) {
      assert.isFalse(await verifyVonage("secret", { authorization: token({ alg }, claims) }, now))
    }
    const unsigned = `Bearer ${part({ alg: "none" })}.${part(claims)}.`
    assert.isFalse(await verifyVonage("secret", { authorization: unsigned }, now))
  })

  it("the body has the hash that the token says", async () => {
    const body = `{"uuid":"1"}`
    const hash = createHash("sha256").update(body).digest("hex")
    const authorization = token(header, { ...claims, payload_hash: hash })
    assert.isTrue(await verifyVonage("secret", { authorization, body }, now))
    assert.isFalse(await verifyVonage("secret", { authorization, body: "{}" }, now))
  })
})
