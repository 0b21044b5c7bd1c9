/**
 * SignalWire's `<Stream>` of cXML. Its frames are Twilio's, with µ-law, A-law or linear PCM. Logs of applications show
 * them in an envelope with the frame under `rawEvent`, which is read too.
 */
import type { Dialect, Frame } from "../Dialect.ts"
import { twilioLike } from "./twilio.ts"

const plain = twilioLike({ name: "signalwire", from: "from", to: "to" })

/** Takes a frame out of the envelope of a log. */
const opened = (frame: Frame): Frame => {
  if (typeof frame !== "string" || !frame.includes('"rawEvent"')) return frame
  try {
    const { rawEvent }: { readonly rawEvent?: unknown } = JSON.parse(frame) ?? {}
    if (typeof rawEvent === "string") return rawEvent
    return typeof rawEvent === "object" && rawEvent !== null ? JSON.stringify(rawEvent) : frame
  } catch {
    return frame
  }
}

/** SignalWire over `<Connect><Stream>`. Pass who calls as parameters of the names `from` and `to`. */
export const signalwire: Dialect = { ...plain, decode: (frame) => plain.decode(opened(frame)) }
