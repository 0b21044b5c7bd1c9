/**
 * Checks of arguments for people who write JavaScript. Samples of another kind would be noise, so they are refused with a
 * `TypeError` that begins at the caller's line and says what to pass.
 */

type Called = (...args: never) => unknown

const platform: ErrorConstructor & { readonly captureStackTrace?: (target: object, called: Called) => void } = Error

/** Throws unless it fits. `called` is the function that the user called. */
export const need: (called: Called, fits: boolean, message: () => string) => asserts fits = (called, fits, message) => {
  if (fits) return
  const error = new TypeError(message())
  platform.captureStackTrace?.(error, called)
  throw error
}

/** The class of a value by its name, since an array of another realm (a test environment, a frame) has another class. */
export const nameOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1)

/** Throws unless it is a typed array of this name. `remedy` says what to do with one of the other kind. */
export const needArray = (
  called: Called,
  what: string,
  value: unknown,
  wanted: keyof typeof remedies = "Int16Array"
): void => {
  const name = nameOf(value)
  const article = wanted === "Int16Array" ? "an" : "a"
  need(called, name === wanted, () => `${what} takes ${article} ${wanted}, not ${name}${remedies[wanted][name] ?? ""}`)
}

const toSamples = ": convert it with Pcm16.fromFloat32"
const ofBytes = ": read it with Pcm16.fromBytes"
const remedies: Record<"Int16Array" | "Float32Array" | "Uint8Array", Readonly<Record<string, string>>> = {
  Int16Array: { Float32Array: toSamples, Uint8Array: ofBytes, ArrayBuffer: ofBytes },
  Float32Array: { Int16Array: ": it is PCM16 already", Array: ": make one with Float32Array.from" },
  Uint8Array: {
    ArrayBuffer: ": wrap it with new Uint8Array(…)",
    Int16Array: ": make bytes with Pcm16.toBytes"
  }
}
