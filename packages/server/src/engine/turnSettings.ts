/** Turn detection in milliseconds, for both kinds that a session may have. */
import type { TurnSettings } from "./Contract.ts"

/** The turn detection of a session that sets none. */
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

/** How much audio before the speech belongs to the turn, in ms. */
export const paddingMs = (settings: TurnSettings): number =>
  settings.type === "server_vad" ? (settings.prefix_padding_ms ?? defaultPaddingMs) : defaultPaddingMs

/** The silence that ends a turn of `semantic_vad`, by eagerness. */
const patienceMs: Readonly<Record<string, number>> = { high: 300, medium: 600, auto: 600, low: 1200 }

/** The silence that ends a turn, in ms. `server_vad` sets it directly, and `semantic_vad` by its eagerness. */
export const silenceMs = (settings: TurnSettings): number =>
  settings.type === "server_vad"
    ? (settings.silence_duration_ms ?? 500)
    : (patienceMs[settings.eagerness ?? "auto"] ?? 600)
