/** A secret that is missing would refuse every call. It is refused at the line of the call, and its value is not quoted. */
import { assert, it } from "@effect/vitest"
import { ArgumentError } from "@antiphon/core/boundary"
import {
  asterisk,
  audioSocket,
  bridge,
  callTools,
  listen,
  plivo,
  signalwire,
  telnyx,
  twilio,
  vonage,
  withFiller
} from "../src/node.ts"

const untyped =
  (call: (...args: Array<never>) => unknown) =>
  async (...args: ReadonlyArray<unknown>): Promise<unknown> =>
    Reflect.apply(call, undefined, args)
const publicUrl = "wss://phone.example/stream"
const secret = "secret-value"
const call = { hangup: () => {}, played: () => {}, sendDtmf: () => {} }

it.each([
  [twilio, [undefined], "twilio takes an object of options, not undefined"],
  [twilio, [{ publicUrl }], "twilio has no authToken: pass the auth token of the account"],
  [twilio, [{ publicUrl, token: secret }], "twilio has no option token: did you mean authToken?"],
  [
    twilio,
    [{ publicUrl: "https://phone.example", authToken: secret }],
    "publicUrl of twilio is a string: pass the address of the stream as the carrier dials it, wss://…"
  ],
  [telnyx, [{ publicUrl, apiKey: secret }], "telnyx has no publicKey: pass the public key of the account, in base64"],
  [
    telnyx,
    [{ publicUrl, publicKey: "k", apiKey: secret, codec: "pcmu" }],
    "codec of telnyx is a string: pass PCMU or PCMA"
  ],
  [
    vonage,
    [{ publicUrl, signatureSecret: "" }],
    "signatureSecret of vonage is a string: pass the secret of the signed webhooks"
  ],
  [
    vonage,
    [{ publicUrl, signatureSecret: secret, application: { id: "a" } }],
    "application of vonage is an object: pass { id, privateKey }"
  ],
  [plivo, [{ publicUrl, authToken: [secret] }], "authToken of plivo is an array: pass the auth token of the account"],
  [
    plivo,
    [{ publicUrl: `${publicUrl}?a=1`, authToken: secret }],
    "publicUrl has a query. Leave it out, because the token takes its place."
  ],
  [
    signalwire,
    [{ publicUrl, signingKey: null }],
    "signingKey of signalwire is null: pass the key that signs webhooks, PSK_…"
  ],
  [
    asterisk,
    [{ username: "u", password: "" }],
    "password of asterisk is a string: pass the password of the connection in websocket_client.conf"
  ],
  [audioSocket, [{}], "audioSocket has no admitsCall: pass a function"],
  [listen, [undefined], "listen takes an object of options, not undefined"],
  [
    listen,
    [{ carrier: "twilio", onCall: () => {} }],
    "carrier of listen is a string: pass a carrier, e.g. twilio({ publicUrl, authToken })"
  ],
  [
    listen,
    [{ carrier: twilio, onCall: () => {} }],
    "carrier of listen is a function: pass a carrier, e.g. twilio({ publicUrl, authToken })"
  ],
  [listen, [{ carrier: { dialect: {} }, oncall: () => {} }], "listen has no option oncall: did you mean onCall?"],
  [
    listen,
    [{ carrier: { dialect: {} }, onCall: () => {}, port: "80" }],
    "port of listen is a string: pass a port from 0 to 65535"
  ],
  [bridge, [undefined], "The call is not one of `listen`. Pass the call as `listen` gives it."],
  [withFiller, [{}], "The call is not one of `listen`. Pass the call as `listen` gives it."],
  [callTools, [undefined], "callTools takes the call that listen gives, not undefined"],
  [callTools, [call, { voicemial: "Bye." }], "callTools has no option voicemial: did you mean voicemail?"]
])("%o refuses %o", async (refusing, args, message) => {
  const error: unknown = await untyped(refusing)(...args).catch((cause: unknown) => cause)
  assert(error instanceof ArgumentError, String(error))
  assert.strictEqual(error.message, message)
  assert.notInclude(error.message, secret)
  assert.match(error.stack?.split("\n")[1] ?? "", /Reflect\.apply|arguments\.test/)
})
