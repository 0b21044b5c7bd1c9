/** Describes an event in a few words. */
import type { Tapped } from "./Tapped.ts"

/** The first key with a text or a number. */
const first = (value: unknown, keys: ReadonlyArray<string>): string | undefined => {
  if (typeof value !== "object" || value === null) return undefined
  for (const key of keys) {
    const found: unknown = Object.entries(value).find(([name]) => name === key)?.[1]
    if (typeof found === "string" && found !== "") return found
    if (typeof found === "number") return `${found}`
  }
  return undefined
}

/** The size of base64 text in bytes. */
const bytes = (base64: string): string => `${Math.round((base64.length * 3) / 4).toLocaleString("en")} bytes`

/** The words for the line of an event in the list. */
export const summary = ({ decoded }: Tapped): string => {
  if (decoded._tag === "Malformed") {
    const { issues, message } = decoded.error
    return issues.length > 1 ? `${issues.length} issues` : message
  }
  const { event } = decoded
  switch (event.type) {
    case "input_audio_buffer.append":
      return "audio" in event && typeof event.audio === "string" ? bytes(event.audio) : ""
    case "response.output_audio.delta":
      return "delta" in event && typeof event.delta === "string" ? bytes(event.delta) : ""
    case "input_audio_buffer.speech_started":
      return "audio_start_ms" in event ? `at ${event.audio_start_ms} ms` : ""
    case "input_audio_buffer.speech_stopped":
      return "audio_end_ms" in event ? `at ${event.audio_end_ms} ms` : ""
    case "conversation.item.truncate":
    case "conversation.item.truncated":
      return "audio_end_ms" in event ? `at ${event.audio_end_ms} ms` : ""
    case "response.created":
    case "response.done":
      return "response" in event ? (first(event.response, ["status"]) ?? "") : ""
    case "error":
      return "error" in event ? (first(event.error, ["message"]) ?? "") : ""
  }
  if ("item" in event) {
    const { item } = event
    return [first(item, ["role"]), first(item, ["type"]), first(item, ["name", "output"])].filter(Boolean).join(" · ")
  }
  if ("session" in event) return first(event.session, ["model", "instructions"]) ?? ""
  return first(event, ["delta", "transcript", "text", "arguments"]) ?? ""
}
