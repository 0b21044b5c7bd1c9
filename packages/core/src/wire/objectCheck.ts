import { Bad, type Check, every, isAnything, isQuick, Ok } from "./Verdict.ts"

/** One declared key of an object. */
export interface Field {
  readonly name: string
  readonly optional: boolean
  /** The values that fit without a call, as bits. The check decides the others. */
  readonly quick: number
  readonly check: Check
}

/** Keys of an object whose order is remembered. A longer order would keep a megabyte of a peer's keys for each shape. */
const maxRemembered = 200

type Fields = Readonly<Record<string, unknown>>

/** Whether a value is an object or an array. */
export const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null

/** One key of the order last seen. All steps are of one class, so that the walk reads them without a look-up. */
class Step {
  readonly name: string
  readonly quick: number
  readonly check: Check
  readonly next: Step

  constructor({ check, name, quick }: Omit<Field, "optional">, next?: Step) {
    this.name = name
    this.quick = quick
    this.check = check
    this.next = next ?? this
  }
}

/** Stands for a key that the form does not declare, and before an order is known. No key of a form has this name. */
const undeclared = new Step({ name: "\0", quick: every, check: isAnything })

/** Stands behind the last key of an order. */
const ended = new Step(undeclared)

/**
 * The check of an object with declared keys. A server writes the keys of an event in the same order each time. The
 * check remembers the order last seen. While that order recurs, each key is one comparison and no look-up. The walk
 * goes over the object's own keys, not the schema's, so it also finds what the schema does not declare.
 *
 * An object is walked once, even if its keys come in another order, because the walk of a large object costs as much as
 * a third of its parse.
 */
export const objectCheck = (fields: ReadonlyArray<Field>): Check => {
  const declared = new Map(fields.map((field) => [field.name, new Step(field)]))
  const required = fields.filter((field) => !field.optional).map((field) => field.name)
  let first = undeclared

  const check: Check = (value) => {
    if (!isObject(value)) return Bad
    let verdict = Ok
    let step = first
    let elsewhere = 0
    // Also walks inherited keys, in case code has added keys to a prototype.
    for (const key in value) {
      const part = value[key]
      let at = step
      if (step.name === key) step = step.next
      else {
        at = declared.get(key) ?? undeclared
        elsewhere++
      }
      if (isQuick(at.quick, part)) continue
      const found = at.check(part)
      if (found === Bad) return Bad
      verdict |= found
    }
    if (elsewhere === 0 && step === ended) return verdict
    if (Array.isArray(value) || !required.every((name) => Object.hasOwn(value, name))) return Bad
    if (elsewhere <= maxRemembered) first = ordered(value)
    return verdict
  }

  /** The steps of the keys of an object, or the same as before if it has none or too many to remember. */
  const ordered = (value: Fields): Step => {
    const keys: Array<string> = []
    for (const key in value) if (keys.push(key) > maxRemembered) return first
    return keys.length === 0
      ? first
      : keys.reduceRight((next, name) => new Step({ ...(declared.get(name) ?? undeclared), name }, next), ended)
  }

  return check
}

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
