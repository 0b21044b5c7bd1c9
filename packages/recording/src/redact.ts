/** What no recording may hold: credentials, whatever they are called and wherever they stand. */
import { originOnly, redactLink } from "./redactAddress.ts"
import { redactLoose } from "./redactLoose.ts"
import { blanked, isSecretKey, isSecretNumber, redactKeys } from "./secrets.ts"

/**
 * A value as JSON has them, without its credentials: the same object if it has none, else a copy along the paths that lead
 * to them. What stands under the name of a secret is blanked, and so is whatever stands under `headers`. A `server_url` is
 * cut to its host, because the path of one may be its key. What looks like a key is blanked in every text.
 */
export const redact = <A>(value: A): A => clean(value, "", "text") as A

/** `text`: looked at for keys. `secret`: texts go. `headers`: numbers too. `names`: keys name parameters of a schema. */
type Place = "text" | "secret" | "headers" | "names"

const clean = (value: unknown, key: string, place: Place): unknown => {
  if (typeof value === "string") return cleanText(value, key, place)
  if (typeof value === "number") return place === "headers" ? blanked : value
  if (Array.isArray(value)) return cleanList(value, key, place)
  return typeof value === "object" && value !== null ? cleanObject(value, place) : value
}

const cleanText = (text: string, key: string, place: Place): string => {
  if (text === "") return text
  if (place === "secret" || place === "headers") return blanked
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
  return typeof value === "number" && isSecretNumber(key) ? blanked : clean(value, key, "secret")
}

/** The `token` of a log probability is a word that was said. */
const isWord = (object: object, key: string): boolean => key === "token" && "logprob" in object

const isSound = (object: object, key: string): boolean => {
  if (key === "audio") return true
  return key === "delta" && "type" in object && typeof object.type === "string" && object.type.endsWith("audio.delta")
}
