/** Writes an event as text. Audio is shortened to its length, credentials are redacted, and everything else is whole. */
import { redactText, redactValue } from "@antiphon/core/transport"
import type { Tapped } from "./Tapped.ts"

/** Longer strings in a field of audio are shown by their length. */
const audioFrom = 200
/** The fields that may hold audio. */
const audioKeys = new Set(["audio", "delta"])

/** Shortens audio for `JSON.stringify`. */
const readable = (key: string, value: unknown): unknown =>
  typeof value === "string" && value.length > audioFrom && audioKeys.has(key) && !/\s/.test(value)
    ? `… ${value.length.toLocaleString("en")} characters of base64`
    : value

/** The texts of events that were shown before. */
const whole = new WeakMap<object, string>()

/** The event as indented JSON, or the text of a malformed frame. It is cached, because searches read it often. */
export const textOf = ({ decoded }: Tapped): string => {
  if (decoded._tag === "Malformed") return rawText(decoded.error.raw)
  const known = whole.get(decoded.event)
  if (known !== undefined) return known
  const text = JSON.stringify(redactValue(decoded.event), readable, 2)
  whole.set(decoded.event, text)
  return text
}

/** The event as JSON with its audio, for copying. */
export const fullTextOf = ({ decoded }: Tapped): string =>
  decoded._tag === "Malformed" ? rawText(decoded.error.raw) : JSON.stringify(redactValue(decoded.event), undefined, 2)

/** The text of a malformed frame, indented if it is JSON. */
const rawText = (raw: unknown): string => {
  if (raw instanceof Uint8Array) return `${raw.length} bytes: ${[...raw.subarray(0, 64)].join(" ")}`
  const text = redactText(typeof raw === "string" ? raw : (JSON.stringify(raw) ?? ""))
  try {
    return JSON.stringify(JSON.parse(text), readable, 2)
  } catch {
    return text
  }
}
