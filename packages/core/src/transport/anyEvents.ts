/** Frames of any type, for dialects that are translated before they are validated. */
import { asFrame, type Frame } from "./Dialect.ts"
import { makeCodec } from "../wire/makeVocabulary.ts"
import type { EventCodec } from "../wire/Vocabulary.ts"

const codec = makeCodec("AnyEvent", "type", { types: [], of: () => undefined })

/** A codec without events of its own. Every object with a string `type` is a frame, and anything else is malformed. */
export const anyEvents: EventCodec<Frame> = {
  decode: (text) => {
    const decoded = codec.decode(text)
    // A codec without schemas knows no event, so what it can read is unknown to it.
    if (decoded._tag === "Known") throw new TypeError("a codec without schemas knows an event")
    return decoded._tag === "Unknown" ? { _tag: "Known", event: asFrame(decoded.event) } : decoded
  },
  encode: codec.encode
}
