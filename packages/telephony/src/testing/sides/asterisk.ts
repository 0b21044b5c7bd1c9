/** Asterisk's side of `chan_websocket`. */
import type { Frame } from "../../Dialect.ts"
import * as Asterisk from "../../dialects/asterisk.ts"
import type { Counterpart, FromApplication } from "../Carrier.ts"

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
  markAt: "end",
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
