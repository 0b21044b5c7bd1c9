/** Takes credentials out of a value, whatever they are called and wherever they stand. */
import { isTooDeep, maxDepth } from "../wire/Depth.ts"
import { withoutMark } from "../wire/withoutMark.ts"
import { originOnly, redactLink } from "./redactAddress.ts"
import { redactLoose } from "./redactLoose.ts"
import { redacted, isSecretKey, isSecretNumber, redactKeys } from "./secrets.ts"

/**
 * A JSON value without its credentials. Returns the same object if it holds none, and otherwise a copy along the paths that
 * lead to them. Redacts values under the name of a secret at any depth, everything under `headers`, and anything in a text
 * that looks like a key. A text that is JSON itself, as the arguments of a call are, is redacted by its names too. A
 * `server_url` is cut to its host, because its path may be its key. What is nested deeper than 256 levels is redacted.
 */
export const redactValue = <A>(value: A): A => clean(value, { key: "", place: "text", levels: maxDepth }) as A

/**
 * A text of unknown form without its credentials. It may be JSON of any shape, JSON that was cut, a header, or a sentence.
 * Returns a text that holds none as it is.
 */
export const redactText = (text: string): string => {
  const parsed = parse(text)
  if (parsed === undefined) return redactLoose(text)
  const known = redactValue(parsed)
  return known === parsed ? text : JSON.stringify(known)
}

const parse = (text: string): object | undefined => {
  if (!/^\s{0,99}[{[]/.test(text) || isTooDeep(text)) return undefined
  try {
    const value: unknown = JSON.parse(withoutMark(text))
    return typeof value === "object" && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * How a value is treated. `text` is searched for keys. Under `secret` every text is redacted, and under `headers` every number
 * too. Under `names` the keys of an object are parameters of a schema, and `parameter` is the schema of one that is a secret.
 */
type Place = "text" | "secret" | "headers" | "names" | "parameter"

interface Where {
  /** The nearest key above the value. */
  readonly key: string
  readonly place: Place
  /** How many levels may follow. */
  readonly levels: number
}

const clean = (value: unknown, where: Where): unknown => {
  if (typeof value === "string") return cleanText(value, where)
  if (typeof value === "number") return where.place === "headers" ? redacted : value
  if (typeof value !== "object" || value === null) return value
  if (where.levels === 0) return redacted
  const below = { ...where, levels: where.levels - 1 }
  return Array.isArray(value) ? cleanList(value, below) : cleanObject(value, below)
}

const cleanText = (text: string, { key, place }: Where): string => {
  if (text === "") return text
  if (place === "secret" || place === "headers") return redacted
  if (key === "server_url") return originOnly(text)
  if (isJson(text)) return redactText(text)
  // A message of an error may quote what was refused.
  const plain = key === "message" ? redactLoose(text) : redactKeys(text)
  return /^(https?|wss?):\/\//i.test(plain) ? redactLink(plain) : plain
}

/** Whether a text begins as an object or a list with an entry. */
const isJson = (text: string): boolean => /^\s{0,9}(\{\s{0,9}"|\[\s{0,9}["{[])/.test(text)

const cleanList = (list: ReadonlyArray<unknown>, where: Where): ReadonlyArray<unknown> => {
  let changed: Array<unknown> | undefined
  for (const [index, each] of list.entries()) {
    const cleaned = clean(each, where)
    if (cleaned === each) continue
    changed ??= [...list]
    changed[index] = cleaned
  }
  return changed ?? list
}

const cleanObject = (object: object, where: Where): object => {
  let changed: Map<string, unknown> | undefined
  for (const [key, value] of Object.entries(object)) {
    if (isSound(object, key, value)) continue
    const place = placeOf(object, key, value, where.place)
    const cleaned = place === "number" ? redacted : clean(value, { key, place, levels: where.levels })
    if (cleaned === value) continue
    changed ??= new Map(Object.entries(object))
    changed.set(key, cleaned)
  }
  // An entry named `__proto__` stays an entry.
  return changed === undefined ? object : Object.fromEntries(changed)
}

/** How the value of a key is treated, or `number` if it is redacted although it is a number. */
const placeOf = (object: object, key: string, value: unknown, place: Place): Place | "number" => {
  if (place === "headers") return place
  if (place === "names" && typeof value === "object") return isSecretKey(key) ? "parameter" : "text"
  if (/^headers$/i.test(key)) return "headers"
  if (place === "secret") return place
  if (place === "parameter" && /^(default|const|enum|examples?)$/.test(key)) return "secret"
  if (key === "properties") return "names"
  if (isPairOfSecret(object, key)) return "secret"
  if (!isSecretKey(key) || isWord(object, key)) return "text"
  return typeof value === "number" && isSecretNumber(key) ? "number" : "secret"
}

/** Headers and parameters may be pairs of a name and a value. */
const isPairOfSecret = (object: object, key: string): boolean => {
  if (key !== "value") return false
  const name = "name" in object ? object.name : "key" in object ? object.key : undefined
  return typeof name === "string" && isSecretKey(name)
}

/** The `token` of a log probability is a word that was said. */
const isWord = (object: object, key: string): boolean => key === "token" && "logprob" in object

const isSound = (object: object, key: string, value: unknown): boolean => {
  if (typeof value !== "string") return false
  if (key === "audio") return true
  return key === "delta" && "type" in object && typeof object.type === "string" && object.type.endsWith("audio.delta")
}
