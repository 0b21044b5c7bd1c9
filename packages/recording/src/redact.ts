/** Takes credentials out of a value, whatever they are called and wherever they stand. */
import { originOnly, redactLink } from "./redactAddress.ts"
import { redactLoose } from "./redactLoose.ts"
import { redacted, isSecretKey, isSecretNumber, redactKeys } from "./secrets.ts"

/**
 * A JSON value without its credentials. Returns the same object if it holds none, and otherwise a copy along the paths that
 * lead to them. Redacts values under the name of a secret, everything under `headers`, and anything in a text that looks like
 * a key. A `server_url` is cut to its host, because its path may be its key.
 */
export const redact = <A>(value: A): A => clean(value, "", "text") as A

/**
 * How a value is treated. `text` is searched for keys. Under `secret` every text is redacted, and under `headers` every number
 * too. Under `names` the keys of an object are parameters of a schema.
 */
type Place = "text" | "secret" | "headers" | "names"

const clean = (value: unknown, key: string, place: Place): unknown => {
  if (typeof value === "string") return cleanText(value, key, place)
  if (typeof value === "number") return place === "headers" ? redacted : value
  if (Array.isArray(value)) return cleanList(value, key, place)
  return typeof value === "object" && value !== null ? cleanObject(value, place) : value
}

const cleanText = (text: string, key: string, place: Place): string => {
  if (text === "") return text
  if (place === "secret" || place === "headers") return redacted
  if (key === "server_url") return originOnly(text)
  // A message of an error may quote what was refused.
  const plain = key === "message" ? redactLoose(text) : redactKeys(text)
  return /^(https?|wss?):\/\//i.test(plain) ? redactLink(plain) : plain
}

const cleanList = (list: ReadonlyArray<unknown>, key: string, place: Place): ReadonlyArray<unknown> => {
  let changed: Array<unknown> | undefined
  for (const [index, each] of list.entries()) {
    const cleaned = clean(each, key, place)
    if (cleaned === each) continue
    changed ??= [...list]
    changed[index] = cleaned
  }
  return changed ?? list
}

const cleanObject = (object: object, place: Place): object => {
  let changed: Map<string, unknown> | undefined
  for (const [key, value] of Object.entries(object)) {
    const cleaned = cleanEntry(object, key, value, place)
    if (cleaned === value) continue
    changed ??= new Map(Object.entries(object))
    changed.set(key, cleaned)
  }
  // An entry named `__proto__` stays an entry.
  return changed === undefined ? object : Object.fromEntries(changed)
}

const cleanEntry = (object: object, key: string, value: unknown, place: Place): unknown => {
  if (place === "names") return clean(value, key, "text")
  if (place !== "text") return clean(value, key, place)
  if (isSound(object, key)) return value
  if (key === "properties") return clean(value, key, "names")
  if (/^headers$/i.test(key)) return clean(value, key, "headers")
  if (!isSecretKey(key) || isWord(object, key)) return clean(value, key, "text")
  return typeof value === "number" && isSecretNumber(key) ? redacted : clean(value, key, "secret")
}

/** The `token` of a log probability is a word that was said. */
const isWord = (object: object, key: string): boolean => key === "token" && "logprob" in object

const isSound = (object: object, key: string): boolean => {
  if (key === "audio") return true
  return key === "delta" && "type" in object && typeof object.type === "string" && object.type.endsWith("audio.delta")
}
