/** How much is kept, counted in values. A text counts by its length, too. */

const perText = 64

const isIterable = (value: object): value is Iterable<unknown> => Symbol.iterator in value

/** The values that are reachable from a value, each object once. */
export const valuesOf = (value: unknown, seen: Set<object> = new Set()): number => {
  if (typeof value === "string") return 1 + Math.floor(value.length / perText)
  if (typeof value !== "object" || value === null) return 1
  if (seen.has(value)) return 0
  seen.add(value)
  if (ArrayBuffer.isView(value)) return 1 + Math.floor(value.byteLength / perText)
  let sum = 1
  if (isIterable(value)) for (const each of value) sum += valuesOf(each, seen)
  else for (const key in value) sum += valuesOf(Reflect.get(value, key), seen)
  return sum
}
