/** The carriers' sides of the dialects. */
import { Base64 } from "@antiphon/audio"
import type { Frame, Started } from "../Dialect.ts"
import * as Twilio from "../dialects/twilio.ts"
import * as Asterisk from "../dialects/asterisk.ts"
import type { Counterpart, FromApplication, FromCarrier } from "./Carrier.ts"

const bytesOf = (payload: string): Uint8Array => {
  const decoded = Base64.decode(payload)
  return decoded._tag === "Success" ? decoded.success : new Uint8Array(0)
}

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
export const twilioSide = ({ callSid, parameters = {}, streamSid }: TwilioCall): Counterpart => {
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
              mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
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
  return { format: { type: "audio/pcmu" }, returnsMarks: true, hear: hearTwilio, say }
}

const hearAsterisk = (frame: Frame): FromApplication => {
  if (typeof frame !== "string") return { _tag: "Audio", bytes: frame }
  const decoded = Asterisk.Outbound.decode(frame)
  if (decoded._tag !== "Known") return { _tag: "Other" }
  const { event } = decoded
  switch (event.command) {
    case "MARK_MEDIA":
      return { _tag: "Mark", name: event.correlation_id ?? "" }
    case "FLUSH_MEDIA":
      return { _tag: "Clear" }
    case "HANGUP":
      return { _tag: "Hangup" }
    default:
      return { _tag: "Other" }
  }
}

/** Asterisk's side of a call, with control messages in JSON. */
export const asteriskSide = (channelId: string): Counterpart => ({
  format: { type: "audio/pcmu" },
  returnsMarks: false,
  hear: hearAsterisk,
  say: (said) => {
    switch (said._tag) {
      case "Started":
        return [
          Asterisk.Inbound.encode({
            event: "MEDIA_START",
            connection_id: "agent",
            channel: "WebSocket/agent",
            channel_id: channelId,
            format: "ulaw",
            optimal_frame_size: 160,
            ptime: 20
          })
        ]
      case "Audio":
        return [said.bytes]
      case "Mark":
        return [
          Asterisk.Inbound.encode({
            event: "MEDIA_MARK_PROCESSED",
            channel_id: channelId,
            correlation_id: said.name
          })
        ]
      case "Dtmf":
        return [Asterisk.Inbound.encode({ event: "DTMF_END", channel_id: channelId, digit: said.digits })]
      case "Stopped":
        return []
    }
  }
})

/** The start of a call, as a carrier tells it. */
export const startOf = (counterpart: Counterpart, callId: string): Started => ({
  _tag: "Started",
  callId,
  streamId: callId,
  from: undefined,
  to: undefined,
  parameters: {},
  format: counterpart.format,
  playFormat: counterpart.format
})
