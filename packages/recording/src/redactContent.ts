/** Takes the content of a conversation out of an event. */
import { redacted } from "@antiphon/core/transport"

/** Keys of words, pictures and computed values, wherever they stand in an event. `delta` is words or audio by its type. */
const contentKeys = new Set([
  "text",
  "transcript",
  "instructions",
  "arguments",
  "output",
  "prompt",
  "image_url",
  "logprobs"
])
const soundKeys = new Set(["audio"])

/** An event without words, audio and pictures. Its shape, ids, times and counts stay. */
export const redactContent = <E extends { readonly type: string }>(event: E): E => {
  const redactKey = (value: unknown, key: string): unknown => {
    if (typeof value === "string") {
      if (key === "delta") return event.type.endsWith("audio.delta") ? "" : redacted
      return soundKeys.has(key) ? "" : contentKeys.has(key) ? redacted : value
    }
    if (Array.isArray(value)) return key === "logprobs" ? [] : value.map((each) => redactKey(each, key))
    return isRecord(value) ? redactEntries(value) : value
  }
  const redactEntries = (value: object) =>
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactKey(inner, key)]))
  return redactEntries(event) as E
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null
