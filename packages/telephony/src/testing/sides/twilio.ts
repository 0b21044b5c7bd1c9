/** The sides of Twilio and of SignalWire, which speaks the same frames. */
import { type AudioFormat, Base64 } from "@antiphon/audio"
import type { Frame } from "../../Dialect.ts"
import * as Twilio from "../../dialects/twilio.ts"
import type { Counterpart, FromApplication, FromCarrier } from "../Carrier.ts"
import { bytesOf } from "./parts.ts"

const hearTwilio = (frame: Frame): FromApplication => {
  const decoded = typeof frame === "string" ? Twilio.Outbound.decode(frame) : undefined
  if (decoded?._tag !== "Known") return { _tag: "Other" }
  const { event } = decoded
  switch (event.event) {
    case "media":
      return { _tag: "Audio", bytes: bytesOf(event.media.payload) }
    case "mark":
      return { _tag: "Mark", name: event.mark.name }
    case "clear":
      return { _tag: "Clear" }
  }
}

/** A call's identity at a carrier that speaks Twilio's frames. */
export interface TwilioCall {
  readonly callSid: string
  readonly streamSid: string
  readonly parameters?: Readonly<Record<string, string>>
}

/** Twilio's side of a call. */
export const twilioSide = (call: TwilioCall): Counterpart =>
  sideOf(call, { type: "audio/pcmu" }, { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 })

/** SignalWire's side of a call, with linear PCM at 24 kHz or µ-law. */
export const signalwireSide = (call: TwilioCall, codec: "PCMU" | "L16@24000h" = "PCMU"): Counterpart =>
  codec === "PCMU"
    ? twilioSide(call)
    : sideOf(call, { type: "audio/pcm", rate: 24_000 }, { encoding: "audio/x-l16", sampleRate: 24_000, channels: 1 })

interface MediaFormat {
  readonly encoding: string
  readonly sampleRate: number
  readonly channels: number
}

const sideOf = (
  { callSid, parameters = {}, streamSid }: TwilioCall,
  format: AudioFormat,
  mediaFormat: MediaFormat
): Counterpart => {
  const accountSid = "AC00000000000000000000000000000000"
  const say = (said: FromCarrier, sequence: number): ReadonlyArray<Frame> => {
    const sequenceNumber = String(sequence)
    switch (said._tag) {
      case "Started":
        return [
          Twilio.Inbound.encode({ event: "connected", protocol: "Call", version: "1.0.0" }),
          Twilio.Inbound.encode({
            event: "start",
            sequenceNumber,
            start: {
              accountSid,
              streamSid,
              callSid,
              tracks: ["inbound"],
              mediaFormat,
              customParameters: parameters
            },
            streamSid
          })
        ]
      case "Audio": {
        const { bytes, chunk, timestampMs } = said
        const media = {
          track: "inbound",
          chunk: String(chunk),
          timestamp: String(timestampMs),
          payload: Base64.encode(bytes)
        }
        return [Twilio.Inbound.encode({ event: "media", sequenceNumber, media, streamSid })]
      }
      case "Mark":
        return [Twilio.Inbound.encode({ event: "mark", sequenceNumber, streamSid, mark: { name: said.name } })]
      case "Dtmf": {
        const dtmf = { track: "inbound_track", digit: said.digits }
        return [Twilio.Inbound.encode({ event: "dtmf", streamSid, sequenceNumber, dtmf })]
      }
      case "Stopped":
        return [Twilio.Inbound.encode({ event: "stop", sequenceNumber, streamSid, stop: { accountSid, callSid } })]
    }
  }
  return { format, returnsMarks: true, hear: hearTwilio, say }
}
