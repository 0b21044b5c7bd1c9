/**
 * Vonage Voice API over WebSocket. Binary messages are linear PCM, little-endian. Text messages are JSON, named by `event`
 * from Vonage and by `action` from the application. Vonage ends a call whose message is not one whole frame of 20 ms.
 */
import { type Frames, makeFrames, nullish } from "@antiphon/core/schema"
import * as Schema from "effect/Schema"
import type { Dialect, Frame, Heard, Said } from "../Dialect.ts"
import { numberOrText, formatOf, odd, placed, readText, textsOf } from "./parts.ts"

const text = Schema.String

/** The text frames that Vonage sends. The NCCO's own headers stand beside the known keys of `websocket:connected`. */
export const Inbound = makeFrames("Vonage.Inbound", "event", {
  "websocket:connected": { "content-type": text },
  "websocket:dtmf": {
    digit: nullish(numberOrText),
    duration: nullish(numberOrText),
    dtmf: nullish(Schema.Struct({ digit: numberOrText }))
  },
  "websocket:notify": { payload: Schema.Record(text, Schema.Unknown) },
  "websocket:cleared": {}
})

/** The text frames that Vonage takes. */
export const Outbound = makeFrames("Vonage.Outbound", "action", {
  clear: {},
  notify: { payload: Schema.Record(text, Schema.Unknown) }
})

type Received = typeof Inbound extends Frames<infer E> ? E : never
type Connected = Extract<Received, { readonly event: "websocket:connected" }>

/** The rate of a content type that names none. */
const usualRate = ";rate=16000"

const started = (event: Connected, raw: string): Heard => {
  const contentType = event["content-type"]
  const format = formatOf(contentType + usualRate)
  if (format === undefined) return odd(raw, "The socket has a content type other than audio/l16. Change the NCCO.")
  const { "content-type": _type, event: _event, ...parameters } = textsOf({ ...event })
  const callId = parameters["uuid"] ?? parameters["call_uuid"] ?? parameters["conversation_uuid"]
  if (callId === undefined)
    return odd(raw, "The socket has no header `uuid`. Pass the call's uuid in the NCCO's headers.")
  const { from, to } = parameters
  return { _tag: "Started", callId, streamId: callId, from, to, parameters, format, playFormat: format }
}

const understand = (event: Received, raw: string): Heard => {
  switch (event.event) {
    case "websocket:connected":
      return started(event, raw)
    case "websocket:dtmf": {
      const digits = event.digit ?? event.dtmf?.digit
      return digits === undefined || digits === null
        ? odd(raw, "The frame has no digit.")
        : { _tag: "Dtmf", digits: String(digits) }
    }
    case "websocket:notify": {
      const name = event.payload["mark"]
      return typeof name === "string"
        ? { _tag: "Mark", name }
        : odd(raw, "The notification is not a mark of this package.")
    }
    case "websocket:cleared":
      return { _tag: "Cleared" }
  }
}

const readControl = readText(Inbound, understand)

const encode = (said: Said): ReadonlyArray<Frame> => {
  switch (said._tag) {
    case "Audio":
      return [said.bytes]
    case "Mark":
      return [Outbound.encode({ action: "notify", payload: { mark: said.name } })]
    case "Clear":
      return [Outbound.encode({ action: "clear" })]
    default:
      return []
  }
}

/** Vonage over an NCCO's `connect`. Pass the call's uuid, `from` and `to` in the headers of the endpoint. */
export const vonage: Dialect = {
  name: "vonage",
  facts: {
    marks: "echo",
    onClear: "unknown",
    frames: "exact",
    aheadMs: 50_000,
    dtmf: false,
    hangup: false,
    ordered: true
  },
  decode: (frame) =>
    typeof frame === "string" ? readControl(frame) : placed(frame, { timestampMs: undefined, chunk: undefined }),
  encode
}
