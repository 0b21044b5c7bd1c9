/** Checks of arguments, for people who write JavaScript. An error begins at the caller's line and says what to pass. */
import * as Stream from "effect/Stream"

type Called = (...args: never) => unknown

const platform: ErrorConstructor & { readonly captureStackTrace?: (target: object, called: Called) => void } = Error

/** Throws unless it fits. `called` is the function that the user called. */
export const need = (called: Called, fits: boolean, message: () => string): void => {
  if (fits) return
  const error = new TypeError(message())
  platform.captureStackTrace?.(error, called)
  throw error
}

/** The class of a value by its name, since an array of another realm (a test environment, a frame) has another class. */
export const nameOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1)

/** Throws on settings that are none. */
export const needSettings = (settings: unknown, called: Called): void => {
  const { silence_duration_ms: silenceMs, threshold, type } = Object(settings)
  const remedy = 'Pass e.g. { type: "server_vad", threshold: 0.5, silence_duration_ms: 600 }.'
  need(called, type === "server_vad" || type === "semantic_vad", () => `Settings of turns have a type. ${remedy}`)
  const areNumbers = [silenceMs, threshold].every((value) => value == null || Number.isFinite(value))
  need(called, areNumbers, () => `A threshold or a silence of the settings is no number. ${remedy}`)
}

/** Throws unless it is the settings of a voice. */
export const needVoice = (settings: unknown, called: Called): void => {
  const { name, speed } = Object(settings)
  const fits = typeof name === "string" && Number.isFinite(speed)
  need(called, fits, () => 'A voice has a name and a speed. Pass e.g. { name: "alloy", speed: 1 }.')
}

/** Throws unless it is a stream of Effect. `wanted` says what to pass. */
export const needStream = (value: unknown, called: Called, wanted: string): void =>
  need(called, Stream.isStream(value), () => `A stream is missing, and this is ${nameOf(value)}. Pass ${wanted}.`)
