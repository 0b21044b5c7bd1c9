/** Finds the base64 text of a sound in JSON answers and events. */
import { elements, field } from "./json.ts"

const keys = ["audio", "delta", "audio_base64", "audioContent", "audio_content", "b64_json", "base64", "data"]

/** Returns the base64 text of the sound, which may be empty, or `undefined` if no known key holds one. */
export const soundIn = (value: unknown): string | undefined => at(value, 3)

const at = (value: unknown, depth: number): string | undefined => {
  for (const key of keys) {
    const held = field(value, key)
    if (typeof held === "string") return held.replace(/^data:[^,]{0,100},/, "")
    const inner = depth === 0 || typeof held !== "object" ? undefined : at(elements(held)[0] ?? held, depth - 1)
    if (inner !== undefined) return inner
  }
  return undefined
}
