/**
 * Reads JSON of unknown shape. Servers differ, so each reader takes what it finds and returns `undefined` otherwise.
 */

/** Returns the value of a JSON text, or `undefined` if the text is not JSON. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Returns an own field of an object, or `undefined`. */
export const field = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined

/** Returns the elements of an array. Any other value has none. */
export const elements = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

/** Returns a text, or `undefined` if it is empty or not a text. */
export const textIn = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined

/**
 * Whether an event or an answer is an error, although its HTTP status is 200. An error has the shape `{error}`,
 * `{type: "error"}` or `{object: "error"}`.
 */
export const isError = (value: unknown): boolean => {
  const error = field(value, "error")
  return (
    (error != null && error !== false && error !== "") ||
    field(value, "type") === "error" ||
    field(value, "object") === "error"
  )
}
