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
 * - An entry of a map and an element of a list are left out alone. A list whose places other events refer to ({@link
 *   placed}) is left out whole, because the elements behind the gap would move.
 * - A required key is essential. If its value is absent or does not fit, the object around it cannot be used, unless
 *   the key has a value to fill in ({@link fillOf}).
 *
 * A strict walk leaves nothing out and fills nothing in. The given value is never changed. Copies are made along the
 * path.
 */
import type * as SchemaAST from "effect/SchemaAST"
import { fromAst, isRecord, restOf, withoutNull } from "./Check.ts"
import { firstEntries, put } from "./entries.ts"
import { describe, type Walk } from "./Issues.ts"
import { isObject } from "./objectCheck.ts"
import { discriminant, labelOf, unlisted } from "./unionCheck.ts"
import { kindOf, kindsOf } from "./kinds.ts"
import { Bad } from "./Verdict.ts"
import { defaultArmOf, fillOf, isPlaced } from "./tolerance.ts"

/** Returned if no part of the value can be used. */
export const Unusable = Symbol("unusable")

/** Returns the value itself if all of it fits, a copy if parts were left out or filled in, or {@link Unusable}. */
export type Mend = (value: unknown, walk: Walk) => unknown

const made = new WeakMap<SchemaAST.AST, Mend>()
const madeNullable = new WeakMap<SchemaAST.AST, Mend>()

/**
 * Returns the mend of a schema's AST, made at its first use. `nullable` adds null to the words. The caller then handles
 * null.
 */
export const mendOf = (ast: SchemaAST.AST, nullable = false): Mend => {
  const cache = nullable ? madeNullable : made
  const known = cache.get(ast)
  if (known !== undefined) return known
  const mend = build(ast, nullable ? " or null" : "")
  cache.set(ast, mend)
  return mend
}

const build = (ast: SchemaAST.AST, orNull: string): Mend => {
  if (ast.checks !== undefined) return leaf(ast, orNull)
  switch (ast._tag) {
    case "Objects":
      if (isRecord(ast)) return record(ast, orNull)
      return ast.indexSignatures.length > 0 || ast.propertySignatures.length === 0
        ? leaf(ast, orNull)
        : object(ast, orNull)
    case "Arrays":
      return array(ast, orNull)
    case "Union":
      return union(ast, orNull)
    default:
      return leaf(ast, orNull)
  }
}

const leaf = (ast: SchemaAST.AST, orNull: string): Mend => {
  const check = fromAst(ast)
  const filter = ast.checks?.[0]
  const narrow = String(filter?.annotations?.expected ?? "another value")
  const kind = describe(ast)
  const base = kinds[ast._tag]
  const wide = kind + orNull
  const close = filter === undefined ? wide : narrow + orNull
  return (value, walk) => {
    if (check(value) !== Bad) return value
    walk.miss(typeof value === base ? close : wide, value)
    return Unusable
  }
}

const kinds: Partial<Record<SchemaAST.AST["_tag"], string>> = { String: "string", Number: "number", Boolean: "boolean" }

interface Key {
  readonly name: string
  readonly optional: boolean
  /** Null fits the key. */
  readonly nullable: boolean
  /** The schema is `X | null`, and {@link Key.type} is its `X`. */
  readonly wordsOfNull: boolean
  readonly fill: ((value: unknown, parent: object) => unknown) | undefined
  readonly type: SchemaAST.AST
  mend: Mend | undefined
}

const keyOf = ({ name, type }: SchemaAST.PropertySignature): Key => {
  const inner = withoutNull(type)
  return {
    name: String(name),
    optional: type.context?.isOptional === true,
    nullable: takesNull(type),
    wordsOfNull: inner !== undefined,
    fill: fillOf(type),
    type: inner ?? type,
    mend: undefined
  }
}

/** Whether null fits a schema. A null that fits stays where it is. */
const takesNull = (ast: SchemaAST.AST): boolean =>
  ast._tag === "Union" ? ast.types.some(takesNull) : ast._tag === "Null" || ast._tag === "Unknown" || ast._tag === "Any"

const object = (ast: SchemaAST.Objects, orNull: string): Mend => {
  const anObject = `an object${orNull}`
  const keys = ast.propertySignatures.map(keyOf)
  return (value, walk) => {
    if (!isObject(value) || Array.isArray(value)) {
      walk.miss(anObject, value)
      return Unusable
    }
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
    const filled = key.fill(part, parent)
    if (filled !== undefined) return filled
  }
  key.mend ??= mendOf(key.type, key.wordsOfNull)
  walk.enter(key.name)
  const next = key.mend(part, walk)
  walk.leave()
  if (next !== Unusable) return next
  if (optional) return undefined
  return (walk.strict || absent ? undefined : key.fill?.(part, parent)) ?? Unusable
}

const record = (ast: SchemaAST.Objects, orNull: string): Mend => {
  const anObject = `an object${orNull}`
  const [signature] = ast.indexSignatures
  const mend = signature === undefined ? undefined : mendOf(signature.type)
  return (value, walk) => {
    if (!isObject(value) || Array.isArray(value)) {
      walk.miss(anObject, value)
      return Unusable
    }
    const names = Object.keys(value)
    // A copy of a large map costs more than its parse, so there is one at most, and none of what is left out.
    let copy: Record<string, unknown> | undefined
    for (const [index, name] of names.entries()) {
      const part = value[name]
      walk.enter(name)
      const next = mend === undefined ? part : mend(part, walk)
      walk.leave()
      if (next === Unusable && walk.strict) return Unusable
      if (next !== part) copy ??= firstEntries(value, names, index)
      if (copy !== undefined && next !== Unusable) put(copy, name, next)
    }
    return copy ?? value
  }
}

const array = (ast: SchemaAST.Arrays, orNull: string): Mend => {
  const anArray = `an array${orNull}`
  const rest = restOf(ast)
  if (rest === undefined) return leaf(ast, orNull)
  const mend = mendOf(rest)
  const whole = isPlaced(ast)
  return (value, walk) => {
    if (!Array.isArray(value)) {
      walk.miss(anArray, value)
      return Unusable
    }
    const left: Array<unknown> = []
    let changed = false
    for (let index = 0; index < value.length; index++) {
      const part: unknown = value[index]
      walk.enter(index)
      const next = mend(part, walk)
      walk.leave()
      if (next !== part) changed = true
      if (next !== Unusable) left.push(next)
      else if (whole || walk.strict) return unusableFrom(value, index, mend, walk)
    }
    return changed ? left : value
  }
}

/** Notes what is wrong with the elements after one that cannot be used, for as long as there is room for it. */
const unusableFrom = (value: ReadonlyArray<unknown>, from: number, mend: Mend, walk: Walk): typeof Unusable => {
  for (let index = from + 1; index < value.length && !walk.full; index++) {
    walk.enter(index)
    mend(value[index], walk)
    walk.leave()
  }
  return Unusable
}

const union = (ast: SchemaAST.Union, orNull: string): Mend => {
  const key = discriminant(ast.types)
  return key === undefined ? plainUnion(ast, orNull) : labelled(ast, key, orNull)
}

/** Uses the arm that the label names and tries no other. */
const labelled = (ast: SchemaAST.Union, key: "type" | "role", orNull: string): Mend => {
  const anObject = `an object${orNull}`
  const groups = Map.groupBy(ast.types, (type) => labelOf(type, key))
  const arms = new Map([...groups].map(([label, types]) => [label, armOf(types)]))
  const rest = arms.get(unlisted)
  const fallback = defaultArmOf(ast)
  return (value, walk) => {
    if (!isObject(value) || Array.isArray(value)) {
      walk.miss(anObject, value)
      return Unusable
    }
    const label = Object.hasOwn(value, key) ? value[key] : undefined
    if (typeof label === "string") {
      const arm = arms.get(label) ?? rest
      if (arm !== undefined) return arm(value, walk)
    }
    const absent = label === undefined || label === null
    const filled = fallback !== undefined && !walk.strict
    if (!absent || !filled) {
      walk.enter(key)
      walk.miss("a string", label)
      walk.leave()
    }
    const arm = arms.get(fallback)
    return filled && arm !== undefined ? arm({ ...value, [key]: fallback }, walk) : Unusable
  }
}

const armOf = (types: ReadonlyArray<SchemaAST.AST>): Mend => {
  const [only] = types
  if (only !== undefined && types.length === 1) return mendOf(only)
  const key = discriminant(types)
  const [first] = types
  if (key === undefined || first === undefined) return () => Unusable
  const arms = new Map(types.map((type) => [labelOf(type, key), mendOf(type)]))
  return (value, walk) => {
    const label = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
    const arm = typeof label === "string" ? (arms.get(label) ?? arms.get(unlisted)) : undefined
    if (arm !== undefined) return arm(value, walk)
    walk.enter(key)
    walk.miss("a string", label)
    walk.leave()
    return Unusable
  }
}

/**
 * Handles a union whose arms no label distinguishes. Takes the first arm that fits, or else the first that is of the
 * value's kind and can be mended.
 */
const plainUnion = (ast: SchemaAST.Union, orNull: string): Mend => {
  const checks = ast.types.map((type) => fromAst(type))
  const arms = ast.types.map((type) => ({ kind: kindsOf(type), mend: mendOf(type) }))
  return (value, walk) => {
    if (checks.some((check) => check(value) !== Bad)) return value
    const kind = kindOf(value)
    const before = walk.issues.length
    const asked = arms.filter((arm) => arm.kind === kind)
    for (const arm of asked) {
      walk.rewind(before)
      const next = arm.mend(value, walk)
      if (next !== Unusable) return next
    }
    if (asked.length === 0) walk.miss(describe(ast) + orNull, value)
    return Unusable
  }
}
