/** Every carrier, from its own side and from ours. */
import { type Dialect, Dialects, type TcpCarrier } from "@antiphon/telephony"
import * as Node from "@antiphon/telephony/node"
import {
  asteriskSide,
  audioSocketSide,
  type Counterpart,
  plivoSide,
  signalwireSide,
  telnyxSide,
  twilioSide,
  vonageSide
} from "@antiphon/telephony/testing"
import { createHmac, generateKeyPairSync } from "node:crypto"

export interface EveryCarrier {
  readonly dialect: Dialect
  /** The carrier's side of a call. */
  readonly side: (callId: string) => Counterpart
  readonly carrier: Node.Carrier | TcpCarrier
  /** The path, query and headers of an upgrade that the carrier makes. */
  readonly admitted: () => Promise<{ readonly path: string; readonly headers: Record<string, string> }>
  /** Whether the socket itself presses keys. */
  readonly pressesKeys: boolean
}

export const publicUrl = "wss://phone.example/stream"
export const secret = "12345"
export const telnyxKeys = generateKeyPairSync("ed25519")
export const telnyxPublicKey = telnyxKeys.publicKey
  .export({ format: "der", type: "spki" })
  .subarray(-32)
  .toString("base64")
export const applicationKeys = generateKeyPairSync("rsa", { modulusLength: 2048 })

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")

/** Vonage's token, as it signs requests and upgrades. */
export const vonageToken = (claims: object = {}): string => {
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${part({ iat: 1_767_225_600, ...claims })}`
  return `Bearer ${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`
}

/** A token that this package puts into an answer, found where the carrier would find it. */
export const streamToken = createHmac("sha256", secret).update(`stream ${publicUrl}`).digest("hex")

const at =
  (headers: Record<string, string>, path = "/stream") =>
  () =>
    Promise.resolve({ path, headers })

export const uuid = (digit: string): string => `00000000-0000-4000-8000-00000000000${digit}`

export const everyCarrier = {
  twilio: {
    dialect: Dialects.twilio,
    side: (callId) => twilioSide({ callSid: callId, streamSid: `MZ${callId}` }),
    carrier: Node.twilio({ publicUrl, authToken: secret }),
    admitted: at({ "x-twilio-signature": createHmac("sha1", secret).update(publicUrl).digest("base64") }),
    pressesKeys: false
  },
  signalwire: {
    dialect: Dialects.signalwire,
    side: (callId) => signalwireSide({ callSid: callId, streamSid: `MZ${callId}` }, "L16@24000h"),
    carrier: Node.signalwire({ publicUrl, signingKey: secret }),
    admitted: at({ authorization: `Bearer ${streamToken}` }),
    pressesKeys: false
  },
  telnyx: {
    dialect: Dialects.telnyx(),
    side: (callId) => telnyxSide({ callControlId: callId, from: "+15550100" }),
    carrier: Node.telnyx({ publicUrl, publicKey: telnyxPublicKey, apiKey: secret }),
    admitted: at({ "x-telnyx-streaming-auth-token": streamToken }),
    pressesKeys: false
  },
  vonage: {
    dialect: Dialects.vonage,
    side: (callId) => vonageSide({ uuid: callId, headers: { from: "15550100" } }),
    carrier: Node.vonage({ publicUrl, signatureSecret: secret }),
    admitted: at({ authorization: vonageToken() }),
    pressesKeys: false
  },
  plivo: {
    dialect: Dialects.plivo,
    side: (callId) => plivoSide({ callId, extraHeaders: "from=15550100;to=15550199" }),
    carrier: Node.plivo({ publicUrl, authToken: secret }),
    admitted: at({}, `/stream?token=${streamToken}`),
    pressesKeys: true
  },
  asterisk: {
    dialect: Dialects.asterisk(),
    side: asteriskSide,
    carrier: Node.asterisk({ username: "agent", password: secret }),
    admitted: at({ authorization: `Basic ${btoa(`agent:${secret}`)}` }),
    pressesKeys: false
  },
  audioSocket: {
    dialect: Dialects.audioSocket(),
    side: audioSocketSide,
    carrier: Node.audioSocket({ admitsCall: (id) => id !== uuid("9") }),
    admitted: at({}),
    pressesKeys: false
  }
} satisfies Record<string, EveryCarrier>

export type CarrierName = keyof typeof everyCarrier

export const carrierNames = [
  "twilio",
  "signalwire",
  "telnyx",
  "vonage",
  "plivo",
  "asterisk",
  "audioSocket"
] as const satisfies ReadonlyArray<CarrierName>

/** One carrier, as all are. */
export const carrierOf = (name: CarrierName): EveryCarrier => everyCarrier[name]
