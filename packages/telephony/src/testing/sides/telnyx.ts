/** Telnyx's side of a call. */
import { type AudioFormat, Base64 } from "@antiphon/audio"
import type { Frame } from "../../Dialect.ts"
import * as Telnyx from "../../dialects/telnyx.ts"
import type { Counterpart, FromApplication } from "../Carrier.ts"
import { bytesOf } from "./parts.ts"

export interface TelnyxCall {
  readonly callControlId: string
  readonly from?: string
  readonly to?: string
  /** The codec of the caller's leg. Telnyx plays the same. Defaults to µ-law. */
  readonly format?: AudioFormat & { readonly type: "audio/pcmu" | "audio/pcma" }
}

const hear = (frame: Frame): FromApplication => {
  const decoded = typeof frame === "string" ? Telnyx.Outbound.decode(frame) : undefined
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

/** Telnyx's side of a call. */
export const telnyxSide = (call: TelnyxCall): Counterpart => {
  const { callControlId, format = { type: "audio/pcmu" }, from = null, to = null } = call
  const stream_id = `stream of ${callControlId}`
  return {
    format,
    returnsMarks: true,
    hear,
    say: (said, sequence) => {
      const numbered = { sequence_number: String(sequence), stream_id }
      switch (said._tag) {
        case "Started":
          return [
            Telnyx.Inbound.encode({ event: "connected", version: "1.0.0" }),
            Telnyx.Inbound.encode({
              event: "start",
              ...numbered,
              start: {
                call_control_id: callControlId,
                from,
                to,
                media_format: {
                  encoding: format.type === "audio/pcmu" ? "PCMU" : "PCMA",
                  sample_rate: 8000,
                  channels: 1
                }
              }
            })
          ]
        case "Audio": {
          const media = {
            track: "inbound",
            chunk: String(said.chunk),
            timestamp: String(said.timestampMs),
            payload: Base64.encode(said.bytes)
          }
          return [Telnyx.Inbound.encode({ event: "media", ...numbered, media })]
        }
        case "Mark":
          return [Telnyx.Inbound.encode({ event: "mark", ...numbered, mark: { name: said.name } })]
        case "Dtmf":
          return [Telnyx.Inbound.encode({ event: "dtmf", ...numbered, dtmf: { digit: said.digits } })]
        case "Stopped":
          return [Telnyx.Inbound.encode({ event: "stop", ...numbered, stop: { call_control_id: callControlId } })]
      }
    }
  }
}
