/** Measures values of the protocol. The work is linear in the value. */

/** Each large object is counted once, since the machine never changes a value. To note a small one costs more than to count it. */
const counted = new WeakMap<object, number>()
/** The size from which an object is noted. */
const large = 512

/** Returns about as many characters as the JSON of a value has. */
export const sizeOf = (value: unknown): number => {
  if (typeof value === "string") return value.length + 2
  if (typeof value !== "object" || value === null) return 4
  const known = counted.get(value)
  if (known !== undefined) return known
  let size = 2
  if (Array.isArray(value)) for (const each of value) size += 1 + sizeOf(each)
  else for (const [key, each] of Object.entries(value)) size += key.length + 4 + sizeOf(each)
  if (size >= large) counted.set(value, size)
  return size
}
