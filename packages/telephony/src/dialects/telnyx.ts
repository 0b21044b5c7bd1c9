/**
 * Telnyx Media Streaming. JSON frames named by `event`, in snake case. The caller's audio has the codec of the call leg,
 * and chunks may arrive out of order. The codec that Telnyx plays is the one that the application asked for.
 */
import { type AudioFormat, Base64 } from "@antiphon/audio"
import { type Frames, makeFrames, nullish } from "@antiphon/core/schema"
import * as Schema from "effect/Schema"
import type { Dialect, Heard, Said } from "../Dialect.ts"
import { audioOf, numberOrText, formatOf, noted, numberOf, odd, readText, swapped, textsOf } from "./parts.ts"

const text = Schema.String
const numbered = { sequence_number: nullish(numberOrText), stream_id: nullish(text) }

/** The frames that Telnyx sends. */
export const Inbound = makeFrames("Telnyx.Inbound", "event", {
  connected: { version: nullish(text), protocol: nullish(text), connected: nullish(Schema.Unknown) },
  start: {
    ...numbered,
    start: Schema.Struct({
      user_id: nullish(text),
      call_control_id: text,
      call_session_id: nullish(text),
      from: nullish(text),
      to: nullish(text),
      tags: nullish(Schema.Array(text)),
      client_state: nullish(text),
      custom_parameters: nullish(Schema.Record(text, Schema.Unknown)),
      media_format: Schema.Struct({
        encoding: text,
        sample_rate: nullish(numberOrText),
        channels: nullish(numberOrText)
      })
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
  dtmf: { ...numbered, occurred_at: nullish(text), dtmf: Schema.Struct({ digit: numberOrText }) },
  mark: { ...numbered, mark: Schema.Struct({ name: numberOrText }) },
  error: {
    ...numbered,
    payload: nullish(Schema.Struct({ code: nullish(numberOrText), title: nullish(text), detail: nullish(text) }))
  },
  stop: {
    ...numbered,
    stop: nullish(Schema.Struct({ user_id: nullish(text), call_control_id: nullish(text) }))
  }
})

/** The frames that Telnyx takes. */
export const Outbound = makeFrames("Telnyx.Outbound", "event", {
  media: { stream_id: nullish(text), media: Schema.Struct({ payload: text }) },
  mark: { stream_id: nullish(text), mark: Schema.Struct({ name: text }) },
  clear: { stream_id: nullish(text) }
})

type Received = typeof Inbound extends Frames<infer E> ? E : never

export interface TelnyxOptions {
  /**
   * What Telnyx plays, as `stream_bidirectional_codec` asked for. Defaults to the caller's codec.
   */
  readonly playFormat?: AudioFormat
  /** The byte order of L16. RTP says big-endian, and deployments differ. Defaults to `big`. */
  readonly l16?: "big" | "little"
}

/** Telnyx Media Streaming with `stream_bidirectional_mode: "rtp"`. */
export const telnyx = (options: TelnyxOptions = {}): Dialect => {
  const { l16 = "big" } = options

  // A chunk does not say its codec, and a dialect keeps nothing. So both directions are L16, or neither is.
  const isLinear = options.playFormat?.type === "audio/pcm"
  const ordered = (bytes: Uint8Array) => (isLinear && l16 === "big" ? swapped(bytes) : bytes)

  const understand = (event: Received, raw: string): Heard => {
    switch (event.event) {
      case "connected":
      case "error":
        return noted(raw, event.event)
      case "start": {
        const { start } = event
        const format = formatOf(start.media_format.encoding, start.media_format.sample_rate)
        if (format === undefined) {
          return odd(raw, "The leg has a codec that is not supported. Set stream_codec to PCMU, PCMA or L16.")
        }
        if (format.type === "audio/pcm" && !isLinear) {
          return odd(raw, "The leg has L16. Set playFormat to linear PCM too, so that its byte order is known.")
        }
        if (format.type !== "audio/pcm" && isLinear) {
          return odd(
            raw,
            "The leg has G.711, and playFormat is linear PCM. Set stream_codec to L16, or leave playFormat out."
          )
        }
        return {
          _tag: "Started",
          callId: start.call_control_id,
          streamId: event.stream_id ?? "",
          from: start.from ?? undefined,
          to: start.to ?? undefined,
          parameters: textsOf(start.custom_parameters),
          format,
          playFormat: options.playFormat ?? format
        }
      }
      case "media": {
        if (event.media.track === "outbound") return noted(raw, event.event)
        const audio = audioOf(raw, event.media.payload, {
          timestampMs: numberOf(event.media.timestamp),
          chunk: numberOf(event.media.chunk)
        })
        return audio._tag === "Audio" ? { ...audio, bytes: ordered(audio.bytes) } : audio
      }
      case "dtmf":
        return { _tag: "Dtmf", digits: String(event.dtmf.digit) }
      case "mark":
        return { _tag: "Mark", name: String(event.mark.name) }
      case "stop":
        return { _tag: "Stopped" }
    }
  }

  const encode = (said: Said): ReadonlyArray<string> => {
    switch (said._tag) {
      case "Audio":
        return [Outbound.encode({ event: "media", media: { payload: Base64.encode(ordered(said.bytes)) } })]
      case "Mark":
        return [Outbound.encode({ event: "mark", mark: { name: said.name } })]
      case "Clear":
        return [Outbound.encode({ event: "clear" })]
      default:
        return []
    }
  }

  return {
    name: "telnyx",
    facts: {
      marks: "echo",
      onClear: "returned",
      frames: "whole",
      aheadMs: 30_000,
      dtmf: false,
      hangup: false,
      ordered: false
    },
    decode: readText(Inbound, understand),
    encode
  }
}
