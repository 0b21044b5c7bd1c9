/** An event without what was said in it. */
import { blanked } from "./secrets.ts"

/** What was said, heard, shown or computed, wherever it stands in an event. `delta` is words or audio by its type. */
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

/** An event without anything that was said, heard or shown: its shape, ids, times and counts are left. */
export const blankContent = <E extends { readonly type: string }>(event: E): E => {
  const blankKey = (value: unknown, key: string): unknown => {
    if (typeof value === "string") {
      if (key === "delta") return event.type.endsWith("audio.delta") ? "" : blanked
      return soundKeys.has(key) ? "" : contentKeys.has(key) ? blanked : value
    }
    if (Array.isArray(value)) return key === "logprobs" ? [] : value.map((each) => blankKey(each, key))
    return isRecord(value) ? blankKeys(value) : value
  }
  const blankKeys = (value: object) =>
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, blankKey(inner, key)]))
  return blankKeys(event) as E
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null
