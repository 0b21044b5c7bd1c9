/** The dialects of this package as subjects of the compliance program. */
import type { Frame, Heard, Said } from "@antiphon/telephony"
import type { DialectSubject, InboundFrame, OutboundFrames } from "@antiphon/telephony/compliance"
import * as Asterisk from "../src/dialects/asterisk.ts"
import { audioSocketFrame } from "../src/dialects/audioSocket.ts"
import * as Plivo from "../src/dialects/plivo.ts"
import * as Telnyx from "../src/dialects/telnyx.ts"
import * as Twilio from "../src/dialects/twilio.ts"
import * as Vonage from "../src/dialects/vonage.ts"
import { type CarrierName, carrierOf } from "./everyCarrier.ts"
import { inbound, outbound } from "./frames.ts"

interface Frames {
  readonly decode: (text: string) => { readonly _tag: string; readonly event?: unknown }
  readonly encode: (event: never) => string
}

/** Writes a frame again by the first vocabulary that knows it. */
const recodeBy =
  (...vocabularies: ReadonlyArray<Frames>) =>
  (text: string): string => {
    for (const { decode, encode } of vocabularies) {
      const decoded = decode(text)
      if (decoded._tag === "Known") return encode(decoded.event as never)
    }
    return "nothing"
  }

const meaning = (frames: ReadonlyArray<Frame>, means: ReadonlyArray<Heard["_tag"]>): ReadonlyArray<InboundFrame> =>
  frames.map((frame, at) => ({ frame, means: means[at] ?? "Odd" }))

const bytes = new Uint8Array([255, 255, 255, 255])
const audio: Said = { _tag: "Audio", bytes }
const mark: Said = { _tag: "Mark", name: "0.1" }
const clear: Said = { _tag: "Clear" }
const keys: Said = { _tag: "Dtmf", digits: "12#" }
const hangup: Said = { _tag: "Hangup" }

const saying = (...all: ReadonlyArray<readonly [Said, ReadonlyArray<Frame>]>): ReadonlyArray<OutboundFrames> =>
  all.map(([says, frames]) => ({ says, frames }))

const sid = "5f0c2e1a-7b3d-4c86-9a51-0d2f4e6b8c90"
const inTwilio = (frame: string): string => frame.replaceAll("MZ1", sid)
const [twilioMedia, twilioMark, twilioClear] = outbound.twilio
const [telnyxMedia, telnyxMark, telnyxClear] = outbound.telnyx
const [plivoMedia, plivoMark, plivoClear, plivoKeys] = outbound.plivo
const uuid = Uint8Array.from({ length: 16 }, (_, at) => at)

const parts: Readonly<Record<CarrierName, Pick<DialectSubject, "inbound" | "outbound" | "recode" | "hostile">>> = {
  twilio: {
    inbound: meaning(inbound.twilio, ["Noted", "Started", "Audio", "Dtmf", "Mark", "Stopped"]),
    outbound: saying([audio, [twilioMedia]], [mark, [twilioMark]], [clear, [twilioClear]], [keys, []], [hangup, []]),
    recode: recodeBy(Twilio.Inbound, Twilio.Outbound),
    hostile: [new Uint8Array([1, 2])]
  },
  signalwire: {
    inbound: meaning(inbound.signalwire, ["Noted", "Started", "Audio", "Dtmf", "Mark", "Stopped"]),
    outbound: saying(
      [audio, [inTwilio(twilioMedia)]],
      [mark, [inTwilio(twilioMark)]],
      [clear, [inTwilio(twilioClear)]]
    ),
    recode: recodeBy(Twilio.Inbound, Twilio.Outbound),
    hostile: [new Uint8Array([1, 2])]
  },
  telnyx: {
    inbound: meaning(inbound.telnyx, ["Noted", "Started", "Audio", "Dtmf", "Mark", "Noted", "Stopped"]),
    outbound: saying([audio, [telnyxMedia]], [mark, [telnyxMark]], [clear, [telnyxClear]]),
    recode: recodeBy(Telnyx.Inbound, Telnyx.Outbound),
    hostile: [new Uint8Array([1, 2])]
  },
  vonage: {
    inbound: [
      ...meaning(inbound.vonage, ["Started", "Dtmf", "Dtmf", "Mark", "Cleared"]),
      { frame: bytes, means: "Audio" }
    ],
    outbound: saying([audio, [bytes]], [mark, [outbound.vonage[0]]], [clear, [outbound.vonage[1]]]),
    recode: recodeBy(Vonage.Inbound, Vonage.Outbound)
  },
  plivo: {
    inbound: meaning(inbound.plivo, ["Started", "Audio", "Dtmf", "Mark", "Cleared", "Noted", "Noted", "Stopped"]),
    outbound: saying([audio, [plivoMedia]], [mark, [plivoMark]], [clear, [plivoClear]], [keys, [plivoKeys]]),
    recode: recodeBy(Plivo.Inbound, Plivo.Outbound),
    hostile: [new Uint8Array([1, 2])]
  },
  asterisk: {
    inbound: [
      ...meaning(inbound.asterisk, ["Started", "Dtmf", "Mark", "Noted", "Noted", "Flow", "Flow", "Noted", "Noted"]),
      { frame: bytes, means: "Audio" }
    ],
    outbound: saying(
      [{ _tag: "Begin" }, [outbound.asterisk[2]]],
      [audio, [bytes]],
      [mark, [outbound.asterisk[9]]],
      [clear, [outbound.asterisk[3], outbound.asterisk[2]]],
      [hangup, [outbound.asterisk[1]]]
    ),
    recode: recodeBy(Asterisk.Inbound, Asterisk.Outbound)
  },
  audioSocket: {
    inbound: [
      { frame: audioSocketFrame(0x01, uuid), means: "Started" },
      { frame: audioSocketFrame(0x10, new Uint8Array(320)), means: "Audio" },
      { frame: audioSocketFrame(0x03, new Uint8Array([0x35])), means: "Dtmf" },
      { frame: audioSocketFrame(0xff, new Uint8Array([4])), means: "Noted" },
      { frame: audioSocketFrame(0x00), means: "Stopped" }
    ],
    outbound: saying(
      [audio, [audioSocketFrame(0x10, bytes)]],
      [mark, []],
      [clear, []],
      [hangup, [audioSocketFrame(0)]]
    ),
    hostile: [new Uint8Array(0), new Uint8Array([0x10, 0, 9]), audioSocketFrame(0x7a), audioSocketFrame(0x01)]
  }
}

/** A dialect of this package, with its inventory. */
export const subjectOf = (name: CarrierName): DialectSubject => {
  const { dialect, side } = carrierOf(name)
  return { dialect, counterpart: side, ...parts[name] }
}
