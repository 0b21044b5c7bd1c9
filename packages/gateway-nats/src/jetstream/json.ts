/** Reads JSON of the servers and of other nodes, whose shape is not certain. */

/** Returns a value that is an object, or an empty object for any other value. */
export const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

/** Reads an object from bytes. Returns an empty object if they are not JSON. */
export const parsed = (data: Uint8Array): Readonly<Record<string, unknown>> => {
  try {
    return record(JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.length).toString()))
  } catch {
    return {}
  }
}
