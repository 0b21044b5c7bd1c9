/**
 * Records what the SDKs of Twilio, Plivo and Telnyx say of signatures, for the tests of `@antiphon/telephony`. Together they have
 * 90 MB, so they are installed into a folder of the system for this and are no dependencies.
 *
 * Run it with `node tooling/integration/scripts/recordSignatures.ts`, and commit the file that it writes.
 */
import { execFileSync } from "node:child_process"
import { createHmac, generateKeyPairSync, sign } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"

const versions = { twilio: "6.3.1", plivo: "4.79.0", telnyx: "7.24.0" }
const target = new URL("../../../packages/telephony/test/signatureVectors.json", import.meta.url)

const folder = mkdtempSync(join(tmpdir(), "signatures-"))
writeFileSync(join(folder, "package.json"), `{"private":true}`)
const packages = Object.entries(versions).map(([name, version]) => `${name}@${version}`)
execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...packages], {
  cwd: folder,
  stdio: ["ignore", "ignore", "inherit"]
})
const load = createRequire(join(folder, "index.js"))

type Form = Readonly<Record<string, string | ReadonlyArray<string>>>

const form: Form = { CallSid: "CA1", From: "+15550100", SpeechResult: "Grüße, 你好 & more", Digits: "" }
const repeated: Form = { MessageSid: ["b", "a", "b"], A: "1", a: "2" }

const addresses = [
  "https://phone.example/voice",
  "https://phone.example/voice?b=2&a=1",
  "https://phone.example:8443/voice?a=%20x&a=2",
  "https://phone.example/it's?q=it's",
  "wss://phone.example/stream",
  "wss://phone.example/stream/",
  "https://phone.example"
]

const { getExpectedTwilioSignature, validateRequest } = load("twilio/lib/webhooks/webhooks.js")
const twilio = addresses.flatMap((url) =>
  [{}, form, repeated].flatMap((fields) =>
    ["HMAC_SHA1", "HMAC_SHA256"].map((algorithm) => {
      const signature: string = getExpectedTwilioSignature("secret", url, fields, algorithm)
      return {
        url,
        form: fields,
        algorithm,
        signature,
        valid: validateRequest("secret", signature, url, fields, algorithm)
      }
    })
  )
)

const { validateV3Signature } = load("plivo/dist/utils/v3Security.js")
const nonce = "05429567804466091622"
/** The texts that may have been signed. The SDK says which of them was. */
const plivoTexts = (url: string, fields: Form): ReadonlyArray<string> => {
  const [base = "", query = ""] = url.split("?")
  const sorted = query.split("&").sort().join("&")
  const body = Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) =>
      [value]
        .flat()
        .toSorted()
        .map((each) => name + each)
    )
    .join("")
  return [url + body, `${base}?${sorted}${body}`, `${base}?${sorted}.${body}`, `${base}?${body}`, base + body]
}
const plivo = addresses
  .filter((url) => !url.includes("'") && !url.includes("%") && url !== "https://phone.example")
  .flatMap((url) =>
    [{}, { CallUUID: "c1", From: "15550100", Empty: "" }, { To: ["b", "a"], A: "1", a: "2" }].flatMap((fields) =>
      [...new Set(plivoTexts(url, fields))].map((text) => {
        const signature = createHmac("sha256", "secret").update(`${text}.${nonce}`).digest("base64")
        const copy = structuredClone(fields)
        return {
          url,
          form: fields,
          nonce,
          signature,
          valid: validateV3Signature("POST", url, nonce, "secret", signature, copy)
        }
      })
    )
  )

const { default: Telnyx } = load("telnyx")
const { privateKey, publicKey } = generateKeyPairSync("ed25519")
const key = publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64")
const client = new Telnyx({ apiKey: "none", publicKey: key })
const now = Date.now()
const body = JSON.stringify({ data: { event_type: "call.initiated", payload: { from: "+15550100" } } })
const telnyx = await Promise.all(
  [
    { ageS: 0, signed: body, sent: body },
    { ageS: 299, signed: body, sent: body },
    { ageS: 400, signed: body, sent: body },
    { ageS: -400, signed: body, sent: body },
    { ageS: 0, signed: body, sent: `${body} ` },
    { ageS: 0, signed: "other", sent: body }
  ].map(async ({ ageS, sent, signed }) => {
    const timestamp = String(Math.floor(now / 1000) - ageS)
    const signature = sign(null, Buffer.from(`${timestamp}|${signed}`), privateKey).toString("base64")
    const headers = { "telnyx-signature-ed25519": signature, "telnyx-timestamp": timestamp }
    const valid = await client.webhooks.unwrap(sent, { headers, key }).then(
      () => true,
      () => false
    )
    return { key, body: sent, signature, timestamp, now, valid }
  })
)

writeFileSync(target, `${JSON.stringify({ versions, twilio, plivo, telnyx }, undefined, 2)}\n`)
rmSync(folder, { recursive: true })
const count = (all: ReadonlyArray<{ readonly valid: boolean }>): string =>
  `${all.filter(({ valid }) => valid).length} of ${all.length} valid`
process.stdout.write(`twilio ${count(twilio)}, plivo ${count(plivo)}, telnyx ${count(telnyx)}\n`)
