/** The dialects of `--dialect`. Each has the carrier's side of a call, and the listener's. */
import { type Carrier, type Dialect, Dialects, type TcpCarrier } from "@antiphon/telephony"
import { audioSocket, twilio } from "@antiphon/telephony/node"
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
import { createHmac, randomBytes } from "node:crypto"

export const dialectNames = ["twilio", "signalwire", "telnyx", "vonage", "plivo", "asterisk", "audioSocket"] as const

export type DialectName = (typeof dialectNames)[number]

/** Both ends of a call on loopback. */
export interface Line {
  readonly carrier: Carrier | TcpCarrier
  readonly headers: Readonly<Record<string, string>>
  readonly urlOf: (port: number) => string
  readonly sideOf: (callId: string) => Counterpart
}

const publicUrl = "wss://phone.example/stream"
const overWebSocket = (port: number): string => `ws://127.0.0.1:${port}/stream`

/** A carrier on loopback that admits its own upgrades by a secret of this process. */
const withSecret = (dialect: Dialect, sideOf: Line["sideOf"]): Line => {
  const secret = randomBytes(16).toString("hex")
  return {
    carrier: { dialect, admits: ({ authorization }) => Promise.resolve(authorization === `Bearer ${secret}`) },
    headers: { authorization: `Bearer ${secret}` },
    urlOf: overWebSocket,
    sideOf
  }
}

/** Makes both ends of calls in a dialect. */
export const lineOf = (name: DialectName): Line => {
  switch (name) {
    case "twilio": {
      const authToken = randomBytes(16).toString("hex")
      const signature = createHmac("sha1", authToken).update(publicUrl).digest("base64")
      return {
        carrier: twilio({ publicUrl, authToken }),
        headers: { "x-twilio-signature": signature },
        urlOf: overWebSocket,
        sideOf: (callSid) => twilioSide({ callSid, streamSid: `MZ${callSid}` })
      }
    }
    case "signalwire":
      return withSecret(Dialects.signalwire, (callSid) =>
        signalwireSide({ callSid, streamSid: `MZ${callSid}` }, "L16@24000h")
      )
    case "telnyx":
      return withSecret(Dialects.telnyx(), (callControlId) =>
        telnyxSide({ callControlId, format: { type: "audio/pcma" } })
      )
    case "vonage":
      return withSecret(Dialects.vonage, (uuid) => vonageSide({ uuid }))
    case "plivo":
      return withSecret(Dialects.plivo, (callId) => plivoSide({ callId }))
    case "asterisk":
      return withSecret(Dialects.asterisk(), asteriskSide)
    case "audioSocket":
      return {
        carrier: audioSocket({ admitsCall: () => true }),
        headers: {},
        urlOf: (port) => `tcp://127.0.0.1:${port}`,
        sideOf: audioSocketSide
      }
  }
}
