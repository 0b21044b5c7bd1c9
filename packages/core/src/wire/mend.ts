/**
 * Finds the departures of a value from a schema, and returns the part that can be used. Runs only on a value that the
 * check refused, so a frame that fits pays nothing for it. It is one walk, linear in the value, and notes a bounded
 * number of issues.
 *
 * A tolerant walk follows these rules.
 * - An optional key is an ornament. If its value does not fit, the key is left out, and the issue is noted. If its
 *   value is null and the schema has no null, the key is left out without an issue, because null means the same as
 *   absence.
 * - The smallest enclosing optional key is the one that is left out.
 * - An entry of a map and an element of a list are left out alone. A list whose places other events refer to (`placed`) is left out whole, because the elements behind the gap would move.
 * - A required key is essential. If its value is absent or does not fit, the object around it cannot be used, unless
 *   the key has a value to fill in ({@link fill}).
 *
 * A strict walk leaves nothing out and fills nothing in. The given value is never changed. Copies are made along the
 * path.
 */
import { checkOf } from "./Check.ts"
import { firstEntries, put } from "./entries.ts"
import { fill, type FillName } from "./fills.ts"
import {
  type Entries,
  type Form,
  type Key as FormKey,
  type List,
  type Literal,
  type Plain,
  type Struct,
  type Union,
  withoutNull
} from "./Form.ts"
import { describe, type Walk } from "./Issues.ts"
import { leaves } from "./leaves.ts"
import { isObject } from "./objectCheck.ts"
import { discriminant, labelOf, unlisted } from "./unionCheck.ts"
import { kindOf, kindsOf } from "./kinds.ts"
import { Bad } from "./Verdict.ts"

/** Returned if no part of the value can be used. */
export const Unusable = Symbol("unusable")

/** Returns the value itself if all of it fits, a copy if parts were left out or filled in, or {@link Unusable}. */
export type Mend = (value: unknown, walk: Walk) => unknown

const made = new WeakMap<Form, Mend>()
const madeNullable = new WeakMap<Form, Mend>()

/**
 * Returns the mend of a form, made at its first use. `nullable` adds null to the words. The caller then handles null.
 */
export const mendOf = (form: Form, nullable = false): Mend => {
  const cache = nullable ? madeNullable : made
  const known = cache.get(form)
  if (known !== undefined) return known
  const mend = build(form, nullable ? " or null" : "")
  cache.set(form, mend)
  return mend
}

const build = (form: Form, orNull: string): Mend => {
  switch (form._tag) {
    case "Struct":
      return object(form, orNull)
    case "Entries":
      return record(form, orNull)
    case "List":
      return array(form, orNull)
    case "Union":
      return union(form, orNull)
    default:
      return leaf(form, orNull)
  }
}

const leaf = (form: Plain | Literal, orNull: string): Mend => {
  const check = checkOf(form)
  const kind = kindsOf(form)
  const wide = describe(form) + orNull
  const close = form._tag === "Literal" ? wide : leaves[form._tag].close + orNull
  return (value, walk) => {
    if (check(value) !== Bad) return value
    return missed(walk, kindOf(value) === kind ? close : wide, value)
  }
}

/** Whether a value is an object and no list. */
const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) && !Array.isArray(value)

/** Notes that something else was expected. */
const missed = (walk: Walk, expected: string, value: unknown): typeof Unusable => {
  walk.miss(expected, value)
  return Unusable
}

/** Mends the part at a key. */
const mendPart = (mend: Mend, key: string | number, part: unknown, walk: Walk): unknown => {
  walk.enter(key)
  const next = mend(part, walk)
  walk.leave()
  return next
}

const aString: Mend = (value, walk) => missed(walk, "a string", value)

interface Key {
  readonly name: string
  readonly optional: boolean
  /** Null fits the key. */
  readonly nullable: boolean
  /** The form is `X | null`, and {@link Key.form} is its `X`. */
  readonly wordsOfNull: boolean
  readonly fill: FillName | undefined
  readonly form: Form
  mend: Mend | undefined
}

const keyOf = (key: FormKey): Key => {
  const inner = withoutNull(key.form)
  return {
    ...key,
    nullable: takesNull(key.form),
    wordsOfNull: inner !== undefined,
    form: inner ?? key.form,
    mend: undefined
  }
}

/** Whether null fits a form. A null that fits stays where it is. */
const takesNull = (form: Form): boolean =>
  form._tag === "Union" ? form.arms.some(takesNull) : form._tag === "Null" || form._tag === "Any"

const object = (form: Struct, orNull: string): Mend => {
  const anObject = `an object${orNull}`
  const keys = form.keys.map(keyOf)
  return (value, walk) => {
    if (!isFields(value)) return missed(walk, anObject, value)
    let copy: Record<string, unknown> | undefined
    let usable = true
    for (const key of keys) {
      const { name } = key
      const present = Object.hasOwn(value, name)
      if (!present && key.optional) continue
      const part = present ? value[name] : undefined
      if (part === null && key.nullable) continue
      const next = mendKey(key, part, value, walk)
      if (next === part) continue
      if (next === Unusable) {
        usable = false
        continue
      }
      copy ??= { ...value }
      if (next === undefined) delete copy[name]
      else copy[name] = next
    }
    return usable ? (copy ?? value) : Unusable
  }
}

/** The value that the key has from now on, or undefined if the key is left out. */
const mendKey = (key: Key, part: unknown, parent: object, walk: Walk): unknown => {
  const absent = part === undefined || part === null
  const optional = key.optional && !walk.strict
  if (optional && absent) return undefined
  if (absent && key.fill !== undefined && !walk.strict) {
    const filled = fill(key.fill, part, parent)
    if (filled !== undefined) return filled
  }
  key.mend ??= mendOf(key.form, key.wordsOfNull)
  const next = mendPart(key.mend, key.name, part, walk)
  if (next !== Unusable) return next
  if (optional) return undefined
  if (walk.strict || absent || key.fill === undefined) return Unusable
  return fill(key.fill, part, parent) ?? Unusable
}

const record = (form: Entries, orNull: string): Mend => {
  const anObject = `an object${orNull}`
  const mend = mendOf(form.value)
  return (value, walk) => {
    if (!isFields(value)) return missed(walk, anObject, value)
    const names = Object.keys(value)
    // A copy of a large map costs more than its parse, so there is one at most, and none of what is left out.
    let copy: Record<string, unknown> | undefined
    for (const [index, name] of names.entries()) {
      const part = value[name]
      const next = mendPart(mend, name, part, walk)
      if (next === Unusable && walk.strict) return Unusable
      if (next !== part) copy ??= firstEntries(value, names, index)
      if (copy !== undefined && next !== Unusable) put(copy, name, next)
    }
    return copy ?? value
  }
}

const array = (form: List, orNull: string): Mend => {
  const anArray = `an array${orNull}`
  const mend = mendOf(form.element)
  const whole = form.placed
  return (value, walk) => {
    if (!Array.isArray(value)) return missed(walk, anArray, value)
    const left: Array<unknown> = []
    let changed = false
    let usable = true
    // What is wrong with the elements after one that cannot be used is noted for as long as there is room for it.
    for (let index = 0; index < value.length && (usable || !walk.full); index++) {
      const part: unknown = value[index]
      const next = mendPart(mend, index, part, walk)
      if (next !== part) changed = true
      if (next !== Unusable) left.push(next)
      else if (whole || walk.strict) usable = false
    }
    return usable ? (changed ? left : value) : Unusable
  }
}

const union = (form: Union, orNull: string): Mend => {
  const key = discriminant(form.arms)
  return key === undefined ? plainUnion(form, orNull) : labelled(form, key, orNull)
}

/** Uses the arm that the label names and tries no other. */
const labelled = (form: Union, key: "type" | "role", orNull: string): Mend => {
  const anObject = `an object${orNull}`
  const groups = Map.groupBy(form.arms, (arm) => labelOf(arm, key))
  const arms = new Map([...groups].map(([label, group]) => [label, armOf(group)]))
  const rest = arms.get(unlisted)
  const fallback = form.assumed
  return (value, walk) => {
    if (!isFields(value)) return missed(walk, anObject, value)
    const label = Object.hasOwn(value, key) ? value[key] : undefined
    if (typeof label === "string") {
      const arm = arms.get(label) ?? rest
      if (arm !== undefined) return arm(value, walk)
    }
    const absent = label === undefined || label === null
    const filled = fallback !== undefined && !walk.strict
    if (!absent || !filled) mendPart(aString, key, label, walk)
    const arm = arms.get(fallback)
    return filled && arm !== undefined ? arm({ ...value, [key]: fallback }, walk) : Unusable
  }
}

/** Arms of one type differ in their role. */
const armOf = (group: ReadonlyArray<Form>): Mend => {
  const [only] = group
  return only !== undefined && group.length === 1
    ? mendOf(only)
    : union({ _tag: "Union", arms: group, assumed: undefined }, "")
}

/**
 * Handles a union whose arms no label distinguishes. Takes the first arm that fits, or else the first that is of the
 * value's kind and can be mended.
 */
const plainUnion = (form: Union, orNull: string): Mend => {
  const checks = form.arms.map((arm) => checkOf(arm))
  const arms = form.arms.map((arm) => ({ kind: kindsOf(arm), mend: mendOf(arm) }))
  return (value, walk) => {
    if (checks.some((check) => check(value) !== Bad)) return value
    const kind = kindOf(value)
    const before = walk.issues.length
    const asked = kind === undefined ? [] : arms.filter((arm) => arm.kind === kind)
    for (const arm of asked) {
      walk.rewind(before)
      const next = arm.mend(value, walk)
      if (next !== Unusable) return next
    }
    return asked.length === 0 ? missed(walk, describe(form) + orNull, value) : Unusable
  }
}
