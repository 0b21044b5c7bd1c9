/** Compares an event with a pattern, which has some of the fields of the event. */

/** Where a value departs from a pattern, or `undefined` if it fits. */
export const difference = (value: unknown, pattern: unknown, path = ""): string | undefined => {
  if (typeof pattern !== "object" || pattern === null) {
    return Object.is(value, pattern) ? undefined : `${path || "it"} is ${show(value)}, not ${show(pattern)}`
  }
  if (typeof value !== "object" || value === null) return `${path || "it"} is ${show(value)}, not ${show(pattern)}`
  if (Array.isArray(pattern) && (!Array.isArray(value) || value.length !== pattern.length)) {
    const length = Array.isArray(value) ? `has ${value.length} members` : "is no array"
    return `${path || "it"} ${length}, not ${pattern.length}`
  }
  for (const [key, wanted] of Object.entries(pattern)) {
    const found = difference(Reflect.get(value, key), wanted, path === "" ? key : `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

const longest = 80

/** A value in a message, without long texts such as audio. */
export const show = (value: unknown): string => {
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "string" && inner.length > longest ? `${inner.slice(0, longest)}… (${inner.length})` : inner
  )
  return text === undefined ? "absent" : text.length > 300 ? `${text.slice(0, 300)}…` : text
}
