/** What turn detection means in ms, whichever kind the session has. */
import type { TurnSettings } from "./Contract.ts"

/** The turn detection of a session that asks for nothing. */
export const serverVad: TurnSettings = {
  type: "server_vad",
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 500,
  create_response: true,
  interrupt_response: true,
  idle_timeout_ms: null
}

const defaultPaddingMs = 300

/** Audio kept from before the speech, in ms. */
export const paddingMs = (settings: TurnSettings): number =>
  settings.type === "server_vad" ? (settings.prefix_padding_ms ?? defaultPaddingMs) : defaultPaddingMs

/** How long `semantic_vad` waits, by eagerness. */
const patienceMs: Readonly<Record<string, number>> = { high: 300, medium: 600, auto: 600, low: 1200 }

/** Silence that ends a turn, in ms: said by `server_vad`, by the eagerness for `semantic_vad`. */
export const silenceMs = (settings: TurnSettings): number =>
  settings.type === "server_vad"
    ? (settings.silence_duration_ms ?? 500)
    : (patienceMs[settings.eagerness ?? "auto"] ?? 600)
