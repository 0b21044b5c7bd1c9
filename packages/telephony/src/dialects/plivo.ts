/**
 * Plivo Audio Streaming. JSON frames named by `event`. There is no frame before `start`, and numbers are numbers. The
 * caller's headers travel as text of the form `a=1;b=2`.
 */
import { type AudioFormat, Base64 } from "@antiphon/audio"
import { type Frames, makeFrames, nullish } from "@antiphon/core/schema"
import * as Schema from "effect/Schema"
import type { Dialect, Heard, Said, Started } from "../Dialect.ts"
import { audioOf, numberOrText, formatOf, noted, numberOf, odd, readText } from "./parts.ts"

const text = Schema.String
const numbered = { sequenceNumber: nullish(numberOrText), streamId: nullish(text), extra_headers: nullish(text) }

/** The frames that Plivo sends. */
export const Inbound = makeFrames("Plivo.Inbound", "event", {
  start: {
    ...numbered,
    start: Schema.Struct({
      callId: text,
      streamId: text,
      accountId: nullish(text),
      tracks: nullish(Schema.Array(text)),
      mediaFormat: nullish(Schema.Struct({ encoding: nullish(text), sampleRate: nullish(numberOrText) }))
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
    dtmf: Schema.Struct({ track: nullish(text), digit: numberOrText, timestamp: nullish(numberOrText) })
  },
  playedStream: { ...numbered, name: numberOrText },
  clearedAudio: { ...numbered },
  playFailed: { ...numbered, reason: nullish(text) },
  error: { ...numbered, reason: nullish(text) },
  stop: { ...numbered }
})

/** The frames that Plivo takes. */
export const Outbound = makeFrames("Plivo.Outbound", "event", {
  playAudio: { media: Schema.Struct({ contentType: text, sampleRate: numberOrText, payload: text }) },
  checkpoint: { streamId: text, name: text },
  clearAudio: { streamId: text },
  sendDTMF: { dtmf: text }
})

type Received = typeof Inbound extends Frames<infer E> ? E : never

/** Reads `a=1;b=2`. Commas are read too, because the reference shows either. */
const headersOf = (headers: string | null | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (headers ?? "").split(/[;,]/u).flatMap((pair) => {
      const at = pair.indexOf("=")
      return at < 1 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1)] as const]
    })
  )

const started = (event: Extract<Received, { readonly event: "start" }>, raw: string): Heard => {
  const { start } = event
  // Plivo has µ-law at 8 kHz unless it says something else.
  const { encoding, sampleRate } = start.mediaFormat ?? {}
  const format = formatOf(encoding ?? "audio/x-mulaw", sampleRate)
  if (format === undefined) return odd(raw, "The audio has a codec that is not supported. Use µ-law or L16.")
  const parameters = headersOf(event.extra_headers)
  return {
    _tag: "Started",
    callId: start.callId,
    streamId: start.streamId,
    from: parameters["from"],
    to: parameters["to"],
    parameters,
    format,
    playFormat: format
  }
}

const understand = (event: Received, raw: string): Heard => {
  switch (event.event) {
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
      return { _tag: "Dtmf", digits: String(event.dtmf.digit) }
    case "playedStream":
      return { _tag: "Mark", name: String(event.name) }
    case "clearedAudio":
      return { _tag: "Cleared" }
    case "playFailed":
    case "error":
      return noted(raw, event.event)
    case "stop":
      return { _tag: "Stopped" }
  }
}

const typeOf = (format: AudioFormat): { readonly contentType: string; readonly sampleRate: number } =>
  format.type === "audio/pcm"
    ? { contentType: "audio/x-l16", sampleRate: format.rate }
    : { contentType: format.type === "audio/pcmu" ? "audio/x-mulaw" : "audio/x-alaw", sampleRate: 8000 }

const encode = (said: Said, { streamId, playFormat }: Started): ReadonlyArray<string> => {
  switch (said._tag) {
    case "Audio":
      return [
        Outbound.encode({ event: "playAudio", media: { ...typeOf(playFormat), payload: Base64.encode(said.bytes) } })
      ]
    case "Mark":
      return [Outbound.encode({ event: "checkpoint", streamId, name: said.name })]
    case "Clear":
      return [Outbound.encode({ event: "clearAudio", streamId })]
    case "Dtmf":
      return [Outbound.encode({ event: "sendDTMF", dtmf: said.digits })]
    default:
      return []
  }
}

/** Plivo over `<Stream bidirectional="true">`. Pass `from` and `to` in `extraHeaders`. */
export const plivo: Dialect = {
  name: "plivo",
  facts: {
    marks: "echo",
    onClear: "unknown",
    frames: "any",
    aheadMs: 30_000,
    dtmf: true,
    hangup: false,
    ordered: true
  },
  decode: readText(Inbound, understand),
  encode
}
