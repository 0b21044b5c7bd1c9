/** Where JSON answers and events hold a sound in base64. */
import { elements, field } from "./json.ts"

const keys = ["audio", "delta", "audio_base64", "audioContent", "audio_content", "b64_json", "base64", "data"]

/** The base64 text of the sound, also empty. `undefined` if no known key holds one. */
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
