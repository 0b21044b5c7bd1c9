import { Bad, type Check, Ok, Untyped } from "./Verdict.ts"

/**
 * Kinds of keys. {@link called} decides a key by a call, and the others by one comparison in the loop. {@link orNull}
 * is added if null fits too.
 */
export const called = 0
export const text = 2
export const integer = 4
export const finite = 6
export const flag = 8
export const anything = 10
export const orNull = 1

/** One declared key of an object. */
export interface Field {
  readonly name: string
  readonly optional: boolean
  readonly kind: number
  /** Used if the kind is {@link called}. */
  readonly check: Check
}

/** Keys of an object whose order is remembered. A longer order would keep a megabyte of a peer's keys for each shape. */
const maxRemembered = 200

type Fields = Readonly<Record<string, unknown>>

/** Whether a value is an object or an array. */
export const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null

/**
 * The check of an object with declared keys. A server writes the keys of an event in the same order each time. The
 * check remembers the order last seen. While that order recurs, each key is one comparison and no look-up. The walk
 * goes over the object's own keys, not the schema's, so it also finds what the schema does not declare.
 *
 * An object is walked once, even if its keys come in another order, because the walk of a large object costs as much as
 * a third of its parse.
 */
// oxlint-disable-next-line eslint/max-lines-per-function -- the check runs for each object, and its closures share the key order
export const objectCheck = (fields: ReadonlyArray<Field>): Check => {
  const declared = new Map(fields.map((field) => [field.name, field]))
  const required = fields.filter((field) => !field.optional).map((field) => field.name)
  let names: ReadonlyArray<string> = []
  let kinds: ReadonlyArray<number> = []
  let checks: ReadonlyArray<Check> = []

  const check: Check = (value) => {
    if (!isObject(value)) return Bad
    const expected = names
    const decidedBy = kinds
    const askedOf = checks
    let verdict = Ok
    let index = 0
    let elsewhere = 0
    // Also walks inherited keys, in case code has added keys to a prototype.
    for (const key in value) {
      const part = value[key]
      if (expected[index] !== key) {
        const found = lookedUp(key, part)
        if (found === Bad) return Bad
        verdict |= found
        elsewhere++
        continue
      }
      const kind = decidedBy[index]
      switch (kind) {
        case text:
          if (typeof part !== "string") return Bad
          break
        case text | orNull:
          if (typeof part !== "string" && part !== null) return Bad
          break
        case integer:
          if (!Number.isSafeInteger(part)) return Bad
          break
        case integer | orNull:
          if (part !== null && !Number.isSafeInteger(part)) return Bad
          break
        case finite:
          if (!Number.isFinite(part)) return Bad
          break
        case finite | orNull:
          if (part !== null && !Number.isFinite(part)) return Bad
          break
        case flag:
          if (typeof part !== "boolean") return Bad
          break
        case flag | orNull:
          if (part !== null && typeof part !== "boolean") return Bad
          break
        case anything:
          if (typeof part === "object" && part !== null) verdict = Untyped
          break
        default: {
          if (part === null && kind === (called | orNull)) break
          const found = (askedOf[index] ?? unasked)(part)
          if (found === Bad) return Bad
          verdict |= found
        }
      }
      index++
    }
    if (index === expected.length && elsewhere === 0 && index > 0) return verdict
    if (Array.isArray(value) || !required.every((name) => Object.hasOwn(value, name))) return Bad
    if (index + elsewhere <= maxRemembered) learn(value)
    return verdict
  }

  /** Checks a key that comes in another place than last time. */
  const lookedUp = (key: string, part: unknown): number => {
    const field = declared.get(key)
    if (field === undefined) return typeof part === "object" && part !== null ? Untyped : Ok
    return part === null && (field.kind & orNull) === orNull ? Ok : field.check(part)
  }

  const learn = (value: Fields): void => {
    const found: Array<string> = []
    for (const key in value) found.push(key)
    names = found
    kinds = names.map((name) => declared.get(name)?.kind ?? anything)
    checks = names.map((name) => declared.get(name)?.check ?? unasked)
  }

  return check
}

const unasked: Check = () => Bad

/** The check of an object used as a map. */
export const recordCheck =
  (check: Check): Check =>
  (value) => {
    if (!isObject(value) || Array.isArray(value)) return Bad
    let verdict = Ok
    for (const key in value) {
      const found = check(value[key])
      if (found === Bad) return Bad
      verdict |= found
    }
    return verdict
  }
