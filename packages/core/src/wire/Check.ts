/**
 * Predicates derived once from a schema's AST, as closures that dispatch on discriminants. They give the verdict of
 * `Schema.is` on parsed JSON several times faster, in place, and without generated source, so a strict content
 * security policy costs nothing. Only stable AST fields are read; an unfamiliar node falls back to Schema's own check.
 */
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"

/** Says whether a parsed JSON value fits. */
export type Check = (value: unknown) => boolean

/** The predicate of a schema; throws while building, never while checking, where a transformation hides inside. */
export const fromSchema = (schema: Schema.Constraint): Check => fromAst(schema.ast)

const built = new WeakMap<SchemaAST.AST, Check>()

const fromAst = (ast: SchemaAST.AST): Check => {
  const known = built.get(ast)
  if (known !== undefined) return known
  if (ast.encoding !== undefined) throw new TypeError("a wire schema describes JSON as it travels: no transformations")
  const check = filtered(ast, unfiltered(ast))
  built.set(ast, check)
  return check
}

const unfiltered = (ast: SchemaAST.AST): Check => {
  switch (ast._tag) {
    case "String":
      return isString
    case "Number":
      return isNumber
    case "Boolean":
      return isBoolean
    case "Null":
      return isNull
    case "Unknown":
    case "Any":
      return isAnything
    case "Literal":
      return (value) => value === ast.literal
    case "Objects":
      return object(ast)
    case "Arrays":
      return array(ast)
    case "Union":
      return union(ast.types)
    case "Suspend":
      return suspended(ast)
    default:
      return interpreted(ast)
  }
}

const isString: Check = (value) => typeof value === "string"
const isNumber: Check = (value) => typeof value === "number"
const isBoolean: Check = (value) => typeof value === "boolean"
const isNull: Check = (value) => value === null
const isAnything: Check = () => true
const isFinite: Check = Number.isFinite
const isInt: Check = Number.isSafeInteger

type Filter = SchemaAST.Filter<unknown>

const flatten = (checks: ReadonlyArray<SchemaAST.Check<unknown>>): ReadonlyArray<Filter> =>
  checks.flatMap((check) => (check._tag === "Filter" ? [check] : flatten(check.checks)))

const finiteFilter = Schema.Finite.ast.checks?.[0]
const intFilter = Schema.Int.ast.checks?.[0]

const filtered = (ast: SchemaAST.AST, check: Check): Check => {
  const filters = flatten(ast.checks ?? [])
  const [only] = filters
  if (only === undefined) return check
  if (filters.length === 1 && only === finiteFilter) return isFinite
  if (filters.length === 1 && only === intFilter) return isInt
  return (value) => check(value) && filters.every((filter) => filter.run(value, ast, {}) === undefined)
}

const suspended = (ast: SchemaAST.Suspend): Check => {
  let check: Check | undefined
  return (value) => (check ??= fromAst(ast.thunk()))(value)
}

const array = (ast: SchemaAST.Arrays): Check => {
  const [rest, ...tail] = ast.rest
  if (ast.elements.length > 0 || rest === undefined || tail.length > 0) {
    return interpreted(ast)
  }
  const check = fromAst(rest)
  return (value) => {
    if (!Array.isArray(value)) return false
    for (let index = 0; index < value.length; index++) if (!check(value[index])) return false
    return true
  }
}

type Fields = Readonly<Record<PropertyKey, unknown>>

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const interpreted = (ast: SchemaAST.AST): Check => Schema.is(Schema.make<Schema.Schema<unknown>>(ast))

/** A field's verdict is one comparison for most fields; only `other` pays for a call. */
const String = 0
const Int = 1
const Finite = 2
const Boolean = 3
const Anything = 4
const Other = 5
const leaves = new Map<Check, number>([
  [isString, String],
  [isInt, Int],
  [isFinite, Finite],
  [isBoolean, Boolean],
  [isAnything, Anything]
])

/** `X | null` as its `X`, since most fields of a server's objects may be null. */
const withoutNull = (ast: SchemaAST.AST): SchemaAST.AST | undefined => {
  if (ast._tag !== "Union" || ast.checks !== undefined || ast.types.length !== 2) return undefined
  const [type, nothing] = ast.types
  return nothing?._tag === "Null" ? type : undefined
}

const object = (ast: SchemaAST.Objects): Check => {
  const { indexSignatures, propertySignatures } = ast
  if (indexSignatures.length > 0) return record(ast)
  if (propertySignatures.length === 0) return interpreted(ast)
  const names = propertySignatures.map(({ name }) => name)
  const optional = propertySignatures.map(({ type }) => type.context?.isOptional === true)
  const nullable = propertySignatures.map(({ type }) => withoutNull(type) !== undefined)
  const checks = propertySignatures.map(({ type }) => fromAst(withoutNull(type) ?? type))
  const kinds = checks.map((check) => leaves.get(check) ?? Other)
  const size = names.length
  return (value) => {
    if (!isRecord(value)) return false
    for (let index = 0; index < size; index++) {
      const name = names[index] as PropertyKey
      const field = value[name]
      if (field === undefined && !(name in value)) {
        if (optional[index]) continue
        return false
      }
      if (field === null && nullable[index]) continue
      switch (kinds[index]) {
        case String:
          if (typeof field !== "string") return false
          break
        case Int:
          if (!Number.isSafeInteger(field)) return false
          break
        case Finite:
          if (!Number.isFinite(field)) return false
          break
        case Boolean:
          if (typeof field !== "boolean") return false
          break
        case Anything:
          break
        default:
          if (!(checks[index] as Check)(field)) return false
      }
    }
    return true
  }
}

/** Only `Record<string, X>`, the one kind of map that JSON has. */
const record = (ast: SchemaAST.Objects): Check => {
  const [signature, ...others] = ast.indexSignatures
  if (ast.propertySignatures.length > 0 || others.length > 0 || signature?.parameter._tag !== "String") {
    return interpreted(ast)
  }
  const check = fromAst(signature.type)
  return (value) => {
    if (!isRecord(value)) return false
    for (const key of Object.keys(value)) if (!check(value[key])) return false
    return true
  }
}

/** The literal that an arm has under `key`; `open` marks the unknown arm, which claims every other string. */
const labelOf = (type: SchemaAST.AST, key: PropertyKey): string | undefined => {
  if (type._tag !== "Objects" || type.checks !== undefined) return undefined
  const field = type.propertySignatures.find(({ name }) => name === key)?.type
  if (field?.context?.isOptional === true) return undefined
  if (field?._tag === "Literal" && typeof field.literal === "string") return field.literal
  return field?._tag === "String" && field.checks !== undefined ? open : undefined
}
const open = ""

/** The first of the protocol's discriminants by which every arm can be told, `role` only among arms of one `type`. */
const discriminant = (types: ReadonlyArray<SchemaAST.AST>): PropertyKey | undefined =>
  ["type", "role"].find((key) => {
    const labels = types.map((type) => labelOf(type, key))
    return labels.every((label) => label !== undefined) && new Set(labels).size > 1
  })

const discriminated = (key: PropertyKey, types: ReadonlyArray<SchemaAST.AST>): Check => {
  const arms = new Map<string, Array<SchemaAST.AST>>()
  for (const type of types) {
    const label = labelOf(type, key) ?? open
    const arm = arms.get(label)
    if (arm === undefined) arms.set(label, [type])
    else arm.push(type)
  }
  const checks = new Map([...arms].map(([label, arm]) => [label, union(arm)] as const))
  const rest = checks.get(open)
  return (value) => {
    if (!isRecord(value)) return false
    const label = value[key]
    if (typeof label !== "string") return false
    const check = checks.get(label) ?? rest
    return check !== undefined && check(value)
  }
}

const union = (types: ReadonlyArray<SchemaAST.AST>): Check => {
  const [only] = types
  if (only !== undefined && types.length === 1) return fromAst(only)
  const key = discriminant(types)
  if (key !== undefined) return discriminated(key, types)
  const checks = types.map(fromAst)
  return (value) => checks.some((check) => check(value))
}
