/** An event as text to read: audio shortened to its length, everything else whole. */
import type { Tapped } from "./Tapped.ts"

/** Strings past this length in a field that holds audio are told by their length. */
const audioFrom = 200
const audioKeys = new Set(["audio", "delta"])

const readable = (key: string, value: unknown): unknown =>
  typeof value === "string" && value.length > audioFrom && audioKeys.has(key) && !/\s/.test(value)
    ? `… ${value.length.toLocaleString("en")} characters of base64`
    : value

const whole = new WeakMap<object, string>()

/** The event in JSON, indented; of a malformed frame what was received. Remembered, for searching asks for it often. */
export const textOf = ({ decoded }: Tapped): string => {
  if (decoded._tag === "Malformed") return rawText(decoded.error.raw)
  const known = whole.get(decoded.event)
  if (known !== undefined) return known
  const text = JSON.stringify(decoded.event, readable, 2)
  whole.set(decoded.event, text)
  return text
}

/** The event in JSON, audio and all: what is copied. */
export const fullTextOf = ({ decoded }: Tapped): string =>
  decoded._tag === "Malformed" ? rawText(decoded.error.raw) : JSON.stringify(decoded.event, undefined, 2)

const rawText = (raw: unknown): string => {
  if (raw instanceof Uint8Array) return `${raw.length} bytes: ${[...raw.subarray(0, 64)].join(" ")}`
  if (typeof raw !== "string") return JSON.stringify(raw, readable, 2) ?? ""
  try {
    return JSON.stringify(JSON.parse(raw), readable, 2)
  } catch {
    return raw
  }
}
