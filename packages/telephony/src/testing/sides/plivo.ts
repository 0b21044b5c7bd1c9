/** Plivo's side of a call. */
import { Base64 } from "@antiphon/audio"
import type { Frame } from "../../Dialect.ts"
import * as Plivo from "../../dialects/plivo.ts"
import type { Counterpart, FromApplication } from "../Carrier.ts"
import { bytesOf } from "./parts.ts"

export interface PlivoCall {
  readonly callId: string
  /** `a=1;b=2`, as the answer's XML gives it. */
  readonly extraHeaders?: string
}

const hear = (frame: Frame): FromApplication => {
  const decoded = typeof frame === "string" ? Plivo.Outbound.decode(frame) : undefined
  if (decoded?._tag !== "Known") return { _tag: "Other" }
  const { event } = decoded
  switch (event.event) {
    case "playAudio":
      return { _tag: "Audio", bytes: bytesOf(event.media.payload) }
    case "checkpoint":
      return { _tag: "Mark", name: event.name }
    case "clearAudio":
      return { _tag: "Clear" }
    case "sendDTMF":
      return { _tag: "Dtmf", digits: event.dtmf }
  }
}

/** Plivo's side of a call. It sends no frame at the end, as the reference has none. */
export const plivoSide = ({ callId, extraHeaders = "" }: PlivoCall): Counterpart => {
  const streamId = `stream of ${callId}`
  return {
    format: { type: "audio/pcmu" },
    returnsMarks: false,
    hear,
    say: (said, sequenceNumber) => {
      const numbered = { sequenceNumber, streamId, extra_headers: extraHeaders }
      switch (said._tag) {
        case "Started": {
          const mediaFormat = { encoding: "audio/x-mulaw", sampleRate: 8000 }
          const start = { callId, streamId, accountId: "MA1", tracks: ["inbound"], mediaFormat }
          return [Plivo.Inbound.encode({ event: "start", sequenceNumber, start, extra_headers: extraHeaders })]
        }
        case "Audio": {
          const media = {
            track: "inbound",
            timestamp: String(said.timestampMs),
            chunk: said.chunk,
            payload: Base64.encode(said.bytes)
          }
          return [Plivo.Inbound.encode({ event: "media", ...numbered, media })]
        }
        case "Mark":
          return [Plivo.Inbound.encode({ event: "playedStream", name: said.name })]
        case "Dtmf":
          return [Plivo.Inbound.encode({ event: "dtmf", ...numbered, dtmf: { track: "inbound", digit: said.digits } })]
        case "Stopped":
          return []
      }
    }
  }
}
