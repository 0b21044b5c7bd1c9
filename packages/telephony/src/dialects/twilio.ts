/**
 * Twilio Media Streams. JSON frames named by `event`, µ-law at 8 kHz both ways. Twilio returns every pending mark at a
 * clear, and such a mark looks like one that was played.
 */
import { Base64 } from "@antiphon/audio"
import { type Frames, makeFrames, nullish } from "@antiphon/core/schema"
import * as Schema from "effect/Schema"
import type { Dialect, Said, Started } from "../Dialect.ts"
import { audioOf, numberOrText, formatOf, noted, numberOf, odd, readText, textsOf } from "./parts.ts"

const text = Schema.String
const anything = Schema.Record(Schema.String, Schema.Unknown)
const numbered = { sequenceNumber: nullish(numberOrText), streamSid: nullish(text) }

const inbound = {
  connected: { protocol: nullish(text), version: nullish(text) },
  start: {
    ...numbered,
    start: Schema.Struct({
      streamSid: nullish(text),
      accountSid: nullish(text),
      callSid: text,
      tracks: nullish(Schema.Array(text)),
      customParameters: nullish(anything),
      mediaFormat: nullish(
        Schema.Struct({ encoding: nullish(text), sampleRate: nullish(numberOrText), channels: nullish(numberOrText) })
      )
    })
  },
  media: {
    ...numbered,
    media: Schema.Struct({
      track: nullish(text),
      chunk: nullish(numberOrText),
      timestamp: nullish(numberOrText),
      payload: text
    })
  },
  dtmf: {
    ...numbered,
    dtmf: Schema.Struct({ track: nullish(text), digit: numberOrText, duration: nullish(numberOrText) })
  },
  mark: { ...numbered, mark: Schema.Struct({ name: numberOrText }) },
  stop: {
    ...numbered,
    stop: nullish(Schema.Struct({ accountSid: nullish(text), callSid: nullish(text) }))
  }
}

const outbound = {
  media: { streamSid: text, media: Schema.Struct({ payload: text }) },
  mark: { streamSid: text, mark: Schema.Struct({ name: text }) },
  clear: { streamSid: text }
}

/** The frames that Twilio sends. */
export const Inbound = makeFrames("Twilio.Inbound", "event", inbound)

/** The frames that Twilio takes. */
export const Outbound = makeFrames("Twilio.Outbound", "event", outbound)

type Received = typeof Inbound extends Frames<infer E> ? E : never

/** What differs among carriers that speak these frames. */
interface Variant {
  readonly name: string
  /** Whether the caller's number stands under a name of `parameters`. TwiML may pass it, as the stream does not say it. */
  readonly from: string
  readonly to: string
}

/** Makes the dialect of a carrier that speaks Twilio's frames. */
export const twilioLike = (variant: Variant): Dialect => {
  const understand = (event: Received, raw: string) => {
    switch (event.event) {
      case "connected":
        return noted(raw, event.event)
      case "start":
        return started(event, raw)
      case "media":
        return event.media.track === "outbound"
          ? noted(raw, event.event)
          : audioOf(raw, event.media.payload, {
              timestampMs: numberOf(event.media.timestamp),
              chunk: numberOf(event.media.chunk)
            })
      case "dtmf":
        return { _tag: "Dtmf", digits: String(event.dtmf.digit) } as const
      case "mark":
        return { _tag: "Mark", name: String(event.mark.name) } as const
      case "stop":
        return { _tag: "Stopped" } as const
    }
  }

  const started = ({ start, streamSid }: Extract<Received, { readonly event: "start" }>, raw: string) => {
    // These frames have µ-law at 8 kHz unless they say something else.
    const { encoding, sampleRate } = start.mediaFormat ?? {}
    const format = formatOf(encoding ?? "audio/x-mulaw", sampleRate)
    if (format === undefined) return odd(raw, "The audio has a codec that is not supported. Use µ-law, A-law or L16.")
    const streamId = start.streamSid ?? streamSid
    if (streamId === undefined || streamId === null) return odd(raw, "The start has no streamSid.")
    const parameters = textsOf(start.customParameters)
    return {
      _tag: "Started",
      callId: start.callSid,
      streamId,
      from: parameters[variant.from],
      to: parameters[variant.to],
      parameters,
      format,
      playFormat: format
    } as const
  }

  return {
    name: variant.name,
    facts: {
      marks: "echo",
      onClear: "returned",
      frames: "any",
      aheadMs: 30_000,
      dtmf: false,
      hangup: false,
      ordered: true
    },
    decode: readText(Inbound, understand),
    encode
  }
}

const encode = (said: Said, { streamId: streamSid }: Started): ReadonlyArray<string> => {
  switch (said._tag) {
    case "Audio":
      return [Outbound.encode({ event: "media", streamSid, media: { payload: Base64.encode(said.bytes) } })]
    case "Mark":
      return [Outbound.encode({ event: "mark", streamSid, mark: { name: said.name } })]
    case "Clear":
      return [Outbound.encode({ event: "clear", streamSid })]
    default:
      return []
  }
}

/**
 * Twilio Media Streams over `<Connect><Stream>`. The stream does not say who calls. Pass `{{From}}` and `{{To}}` as
 * parameters of the names `from` and `to`.
 */
export const twilio: Dialect = twilioLike({ name: "twilio", from: "from", to: "to" })
