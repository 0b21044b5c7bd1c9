/** How much a value of the protocol holds: about as many characters as its JSON has. Linear in the value. */

/** Counted once for each object, since what the machine holds is never changed. */
const counted = new WeakMap<object, number>()

export const sizeOf = (value: unknown): number => {
  if (typeof value === "string") return value.length + 2
  if (typeof value !== "object" || value === null) return 4
  const known = counted.get(value)
  if (known !== undefined) return known
  let size = 2
  if (Array.isArray(value)) for (const each of value) size += 1 + sizeOf(each)
  else for (const [key, each] of Object.entries(value)) size += key.length + 4 + sizeOf(each)
  counted.set(value, size)
  return size
}
