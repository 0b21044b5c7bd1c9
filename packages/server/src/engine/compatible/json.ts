/** Reads JSON of unknown shape. Servers differ in it, so each reader takes what it finds and says what it did not. */

/** The value of a JSON text, or `undefined` if it is none. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An own field of an object, or `undefined`. */
export const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined

/** The elements of an array. Anything else has none. */
export const elements = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** A text that is not empty, or `undefined`. */
export const textIn = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined

/**
 * The error in an event or an answer that came with HTTP 200, if it is one: `{error}`, `{type: "error"}` or
 * `{object: "error"}`.
 */
export const isError = (value: unknown): boolean => {
  const error = field(value, "error")
  return (
    (error != null && error !== false && error !== "") ||
    field(value, "type") === "error" ||
    field(value, "object") === "error"
  )
}
