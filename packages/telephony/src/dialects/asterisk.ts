/**
 * Asterisk's `chan_websocket`. Binary messages are audio in the channel's codec. Text messages are control, in plain text
 * or in JSON as the installation chooses. Asterisk drops pending marks at a flush, ignores text over 128 bytes, and drops
 * audio past 20 s without a word while its marks still come back.
 */
import type { AudioFormat } from "@antiphon/audio"
import { type Frames, makeFrames, nullish } from "@antiphon/core/schema"
import * as Schema from "effect/Schema"
import type { Dialect, Frame, Heard, Said } from "../Dialect.ts"
import { numberOrText, noted, numberOf, odd, placed, readText, textsOf } from "./parts.ts"

const text = Schema.String
const channel = { channel_id: nullish(text) }

/** The control frames that Asterisk sends, in JSON. */
export const Inbound = makeFrames("Asterisk.Inbound", "event", {
  MEDIA_START: {
    ...channel,
    connection_id: nullish(text),
    channel: nullish(text),
    format: text,
    optimal_frame_size: nullish(numberOrText),
    ptime: nullish(numberOrText),
    channel_variables: nullish(Schema.Record(text, Schema.Unknown))
  },
  DTMF_END: { ...channel, digit: numberOrText },
  MEDIA_MARK_PROCESSED: { ...channel, correlation_id: numberOrText },
  MEDIA_BUFFERING_COMPLETED: { ...channel, correlation_id: nullish(text) },
  QUEUE_DRAINED: { ...channel },
  MEDIA_XOFF: { ...channel },
  MEDIA_XON: { ...channel },
  STATUS: { ...channel },
  ERROR: { ...channel, error_text: nullish(text) }
})

/** The control frames that Asterisk takes, in JSON. */
export const Outbound = makeFrames("Asterisk.Outbound", "command", {
  ANSWER: {},
  HANGUP: {},
  START_MEDIA_BUFFERING: {},
  STOP_MEDIA_BUFFERING: { correlation_id: nullish(text) },
  FLUSH_MEDIA: {},
  PAUSE_MEDIA: {},
  CONTINUE_MEDIA: {},
  GET_STATUS: {},
  REPORT_QUEUE_DRAINED: {},
  MARK_MEDIA: { correlation_id: nullish(text) },
  SET_MEDIA_DIRECTION: { direction: text }
})

type Received = typeof Inbound extends Frames<infer E> ? E : never

const formats: ReadonlyMap<string, AudioFormat> = new Map([
  ["ulaw", { type: "audio/pcmu" }],
  ["alaw", { type: "audio/pcma" }],
  ["slin", { type: "audio/pcm", rate: 8000 }],
  ["slin16", { type: "audio/pcm", rate: 16_000 }],
  ["slin24", { type: "audio/pcm", rate: 24_000 }]
])

const understand = (event: Received, raw: string): Heard => {
  switch (event.event) {
    case "MEDIA_START": {
      const format = formats.get(event.format.toLowerCase())
      if (format === undefined) return odd(raw, "The channel has a codec that is not supported. Dial with c(ulaw).")
      const callId = event.channel_id ?? event.channel
      if (callId === undefined || callId === null) return odd(raw, "The channel has no id.")
      const parameters = textsOf(event.channel_variables)
      const bytes = numberOf(event.optimal_frame_size)
      const samples = bytes === undefined ? 0 : format.type === "audio/pcm" ? bytes / 2 : bytes
      // A size that is no whole number of samples is none, so the frame has 20 ms.
      const frameSamples = Number.isInteger(samples) && samples > 0 ? { frameSamples: samples } : {}
      const { from, to } = parameters
      return {
        _tag: "Started",
        callId,
        streamId: callId,
        from,
        to,
        parameters,
        format,
        playFormat: format,
        ...frameSamples
      }
    }
    case "DTMF_END":
      return { _tag: "Dtmf", digits: String(event.digit) }
    case "MEDIA_MARK_PROCESSED":
      return { _tag: "Mark", name: String(event.correlation_id) }
    case "MEDIA_XOFF":
      return { _tag: "Flow", isPaused: true }
    case "MEDIA_XON":
      return { _tag: "Flow", isPaused: false }
    default:
      return noted(raw, event.event)
  }
}

const readJson = readText(Inbound, understand)

const values: Readonly<Record<string, string>> = {
  DTMF_END: "digit",
  MEDIA_MARK_PROCESSED: "correlation_id",
  MEDIA_BUFFERING_COMPLETED: "correlation_id"
}

/** Reads `NAME key:value key:value` as the JSON of the same frame. A value without a key belongs to the name. */
const objectOf = (line: string): Readonly<Record<string, string>> => {
  const [event = "", ...words] = line.trim().split(/\s+/u)
  const fields: Record<string, string> = { event }
  for (const word of words) {
    const at = word.indexOf(":")
    if (at > 0 && !(event in values && at === -1)) fields[word.slice(0, at)] = word.slice(at + 1)
    else if (Object.hasOwn(values, event)) fields[values[event] ?? ""] = word
  }
  return fields
}

const decode = (frame: Frame): Heard => {
  if (typeof frame !== "string") return placed(frame, { timestampMs: undefined, chunk: undefined })
  if (frame.trimStart().startsWith("{")) return readJson(frame)
  const heard = readJson(JSON.stringify(objectOf(frame)))
  return heard._tag === "Odd" || heard._tag === "Noted" ? { ...heard, raw: frame } : heard
}

export interface AsteriskOptions {
  /** The format of control messages, as `control_message_format` says. Defaults to `json`. */
  readonly control?: "json" | "plain-text"
}

/** Asterisk with `Dial(WebSocket/…/c(ulaw))`. */
export const asterisk = (options: AsteriskOptions = {}): Dialect => {
  const isPlain = options.control === "plain-text"
  type Command = "START_MEDIA_BUFFERING" | "FLUSH_MEDIA" | "HANGUP"
  const command = (name: Command): string => (isPlain ? name : Outbound.encode({ command: name }))
  const mark = (name: string): string =>
    isPlain ? `MARK_MEDIA ${name}` : Outbound.encode({ command: "MARK_MEDIA", correlation_id: name })

  const encode = (said: Said): ReadonlyArray<Frame> => {
    switch (said._tag) {
      case "Begin":
        return [command("START_MEDIA_BUFFERING")]
      case "Audio":
        return [said.bytes]
      case "Mark":
        return [mark(said.name)]
      // A flush ends buffering, so buffering starts again.
      case "Clear":
        return [command("FLUSH_MEDIA"), command("START_MEDIA_BUFFERING")]
      case "Hangup":
        return [command("HANGUP")]
      case "Dtmf":
        return []
    }
  }

  return {
    name: "asterisk",
    facts: {
      marks: "echo",
      markAt: "end",
      onClear: "dropped",
      frames: "whole",
      aheadMs: 15_000,
      dtmf: false,
      hangup: true,
      ordered: true
    },
    decode,
    encode
  }
}
