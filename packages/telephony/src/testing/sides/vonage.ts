/** Vonage's side of a call. */
import type { Frame } from "../../Dialect.ts"
import * as Vonage from "../../dialects/vonage.ts"
import type { Counterpart, FromApplication } from "../Carrier.ts"

export interface VonageCall {
  readonly uuid: string
  /** Headers of the NCCO's endpoint, beside `uuid`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Defaults to 24 kHz. */
  readonly rate?: 8000 | 16_000 | 24_000
}

/** Vonage's side of a call. A message that is not one frame of 20 ms ends the call, as it does at Vonage. */
export const vonageSide = ({ headers = {}, rate = 24_000, uuid }: VonageCall): Counterpart => {
  const frameBytes = rate / 25
  const hear = (frame: Frame): FromApplication => {
    if (typeof frame !== "string") {
      return frame.length === frameBytes ? { _tag: "Audio", bytes: frame } : { _tag: "Hangup" }
    }
    const decoded = Vonage.Outbound.decode(frame)
    if (decoded._tag !== "Known") return { _tag: "Other" }
    const { event } = decoded
    if (event.action === "clear") return { _tag: "Clear" }
    const name = event.payload["mark"]
    return typeof name === "string" ? { _tag: "Mark", name } : { _tag: "Other" }
  }
  return {
    format: { type: "audio/pcm", rate },
    // Whether they come back is not documented, so an application must do without.
    returnsMarks: false,
    hear,
    say: (said) => {
      switch (said._tag) {
        case "Started": {
          const contentType = `audio/l16;rate=${rate}`
          return [JSON.stringify({ event: "websocket:connected", "content-type": contentType, uuid, ...headers })]
        }
        case "Audio":
          return [said.bytes]
        case "Mark":
          return [Vonage.Inbound.encode({ event: "websocket:notify", payload: { mark: said.name } })]
        case "Dtmf":
          return [Vonage.Inbound.encode({ event: "websocket:dtmf", digit: said.digits, duration: 120 })]
        case "Stopped":
          return []
      }
    }
  }
}
