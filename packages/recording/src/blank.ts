/** What no recording may hold: credentials. */
import { secretPaths } from "@antiphon/core"

/** Stands where a secret was. */
export const blanked = "<redacted>"

/** An event without its secrets: the same object where it has none, else a copy along the paths that lead to them. */
export const blankEvent = <E extends object>(event: E): E =>
  secretPaths.reduce<E>((current, path) => blankAt(current, path) as E, event)

const blankAt = (value: unknown, [key, ...rest]: ReadonlyArray<string>): unknown => {
  if (key === undefined) return value === null || value === undefined ? value : blanked
  if (Array.isArray(value))
    return key === "*"
      ? keepSame(
          value,
          value.map((each) => blankAt(each, rest))
        )
      : value
  if (!isRecord(value)) return value
  const keys = key === "*" ? Object.keys(value) : Object.hasOwn(value, key) ? [key] : []
  const changed = keys.flatMap((name) => {
    const inner = blankAt(value[name], rest)
    return inner === value[name] ? [] : [[name, inner] as const]
  })
  return changed.length === 0 ? value : { ...value, ...Object.fromEntries(changed) }
}

const keepSame = (before: ReadonlyArray<unknown>, after: ReadonlyArray<unknown>) =>
  after.every((each, index) => each === before[index]) ? before : after

/** What was said, heard, shown or computed, wherever it stands in an event. `delta` is words or audio by its type. */
const contentKeys = new Set([
  "text",
  "transcript",
  "instructions",
  "arguments",
  "output",
  "prompt",
  "image_url",
  "logprobs"
])
const soundKeys = new Set(["audio"])

/** An event without anything that was said, heard or shown: its shape, ids, times and counts are left. */
export const blankContent = <E extends { readonly type: string }>(event: E): E => {
  const blankKey = (value: unknown, key: string): unknown => {
    if (typeof value === "string") {
      if (key === "delta") return event.type.endsWith("audio.delta") ? "" : blanked
      return soundKeys.has(key) ? "" : contentKeys.has(key) ? blanked : value
    }
    if (Array.isArray(value)) return key === "logprobs" ? [] : value.map((each) => blankKey(each, key))
    return isRecord(value) ? blankKeys(value) : value
  }
  const blankKeys = (value: object) =>
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, blankKey(inner, key)]))
  return blankKeys(event) as E
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** Keys as OpenAI writes them; a malformed frame has no paths to go by. */
const keyLike = /\b(sk|ek)[-_][\w-]{8,}/g

/** The text of a frame that is no event, without what looks like a key and without the secrets of what it parses to. */
export const blankText = (text: string): string => {
  const parsed = parseObject(text)
  const known = parsed === undefined ? undefined : blankEvent(parsed)
  return (known === parsed ? text : JSON.stringify(known)).replace(keyLike, blanked)
}

const parseObject = (text: string): object | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

const secretKey = /key|token|secret|signature|sig$|password/i

/** An address without user, password or query values that are named like a secret. */
export const blankAddress = (address: string): string => {
  const url = URL.parse(address)
  if (url === null) return blankText(address)
  if (url.username !== "" || url.password !== "") {
    url.username = ""
    url.password = ""
  }
  for (const key of url.searchParams.keys()) if (secretKey.test(key)) url.searchParams.set(key, blanked)
  return url.href.replaceAll(encodeURIComponent(blanked), blanked).replace(keyLike, blanked)
}
