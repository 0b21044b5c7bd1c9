/** The arguments of a call as models write them. */

/**
 * Returns the value that the arguments of a call stand for, or `undefined` if they are not JSON. Absent, empty, blank and
 * `null` arguments are `{}`, for a function that takes nothing. A byte order mark and a code fence around the JSON are
 * skipped. An object that was encoded twice is read twice. A value of another type stays what it is, and is an error of
 * the schema's.
 */
export const readArguments = (json: string | null | undefined): unknown => {
  const text = unwrapped(json ?? "")
  if (text === "") return {}
  const value = parse(text)
  if (value === null) return {}
  if (typeof value !== "string") return value
  const inner = unwrapped(value)
  const again = parse(inner)
  if (inner === "" || again === null) return {}
  return typeof again === "object" && again !== null ? again : value
}

const fence = "```"

/** `trim` takes a byte order mark away too. */
const unwrapped = (json: string): string => {
  const text = json.trim()
  const isFenced = text.startsWith(fence) && text.endsWith(fence) && text.length >= 2 * fence.length
  return isFenced ? text.slice(fence.length, -fence.length).replace(/^\w*/, "").trim() : text
}

/** The value of a JSON text, or `undefined` if it is none. */
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
