/**
 * Verdicts derived once from a schema's AST, as closures. They agree with `Schema.is` on parsed JSON. They work in
 * place, an order of magnitude faster, and without generated source, so they run under a strict content security
 * policy. The derivation reads only stable AST fields. An unfamiliar node falls back to Schema's own check.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import * as SchemaParser from "effect/SchemaParser"
import { Bad, type Check, Ok, Untyped } from "./Verdict.ts"
import {
  anything,
  called,
  type Field,
  flag,
  finite,
  integer,
  objectCheck,
  orNull,
  recordCheck,
  text
} from "./objectCheck.ts"
import { discriminant, labelOf, unionCheck } from "./unionCheck.ts"

/**
 * Makes the check of a schema. Throws while building if a transformation hides inside, and never while checking.
 * `dispatched` is a discriminant that the caller has compared already.
 */
export const fromSchema = (schema: Schema.Constraint, dispatched?: string): Check => fromAst(schema.ast, dispatched)

/** Makes the check of an AST node, as {@link fromSchema} does of a schema. */
export const fromAst = (ast: SchemaAST.AST, dispatched?: string): Check => {
  if (ast.encoding !== undefined) throw new TypeError("a wire schema describes JSON as it travels: no transformations")
  return filtered(ast, unfiltered(ast, dispatched))
}

const unfiltered = (ast: SchemaAST.AST, dispatched?: string): Check => {
  switch (ast._tag) {
    case "String":
      return isString
    case "Number":
      return isNumber
    case "Boolean":
      return isBoolean
    case "Null":
      return (value) => (value === null ? Ok : Bad)
    case "Unknown":
    case "Any":
      return isAnything
    case "Literal":
      return (value) => (value === ast.literal ? Ok : Bad)
    case "Objects":
      return objects(ast, dispatched)
    case "Arrays":
      return array(ast)
    case "Union":
      return union(ast.types)
    default:
      return interpreted(ast)
  }
}

const isString: Check = (value) => (typeof value === "string" ? Ok : Bad)
const isNumber: Check = (value) => (typeof value === "number" ? Ok : Bad)
const isBoolean: Check = (value) => (typeof value === "boolean" ? Ok : Bad)
const isFinite: Check = (value) => (Number.isFinite(value) ? Ok : Bad)
const isInt: Check = (value) => (Number.isSafeInteger(value) ? Ok : Bad)
const isAnything: Check = (value) => (typeof value === "object" && value !== null ? Untyped : Ok)

const interpreted = (ast: SchemaAST.AST): Check => {
  const decode = SchemaParser.decodeUnknownResult(Schema.make<Schema.Codec<unknown>>(ast))
  return (value) => (Result.isSuccess(decode(value)) ? isAnything(value) : Bad)
}

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
  return (value) => {
    const verdict = check(value)
    return verdict !== Bad && filters.every((filter) => filter.run(value, ast, {}) === undefined) ? verdict : Bad
  }
}

/** The schema of every element, or undefined for a tuple. */
export const restOf = ({ elements, rest: [rest, ...tail] }: SchemaAST.Arrays): SchemaAST.AST | undefined =>
  elements.length > 0 || tail.length > 0 ? undefined : rest

const array = (ast: SchemaAST.Arrays): Check => {
  const rest = restOf(ast)
  if (rest === undefined) return interpreted(ast)
  const check = fromAst(rest)
  return (value) => {
    if (!Array.isArray(value)) return Bad
    let verdict = Ok
    for (let index = 0; index < value.length; index++) {
      const element = check(value[index])
      if (element === Bad) return Bad
      verdict |= element
    }
    return verdict
  }
}

const objects = (ast: SchemaAST.Objects, dispatched?: string): Check => {
  const { indexSignatures, propertySignatures } = ast
  const [signature] = indexSignatures
  if (signature === undefined && propertySignatures.length > 0) {
    return objectCheck(propertySignatures.map(({ name, type }) => fieldOf(String(name), type, name === dispatched)))
  }
  return signature !== undefined && isRecord(ast) ? recordCheck(fromAst(signature.type)) : interpreted(ast)
}

/** Whether the schema is a map. A map takes any string as a key and has one schema for every value. */
export const isRecord = ({ indexSignatures, propertySignatures }: SchemaAST.Objects): boolean =>
  propertySignatures.length === 0 && indexSignatures.length === 1 && indexSignatures[0]?.parameter._tag === "String"

const fieldOf = (name: string, type: SchemaAST.AST, dispatched: boolean): Field => {
  const inner = withoutNull(type)
  const check = dispatched ? isAnything : fromAst(inner ?? type)
  const kind = kinds.get(check) ?? called
  return {
    name,
    optional: type.context?.isOptional === true,
    kind: inner === undefined || kind === anything ? kind : kind | orNull,
    check
  }
}

const kinds = new Map<Check, number>([
  [isString, text],
  [isInt, integer],
  [isFinite, finite],
  [isBoolean, flag],
  [isAnything, anything]
])

/** `X | null` as its `X`, since most fields of a server's objects may be null. */
export const withoutNull = (ast: SchemaAST.AST): SchemaAST.AST | undefined => {
  if (ast._tag !== "Union" || ast.checks !== undefined || ast.types.length !== 2) return undefined
  const [type, nothing] = ast.types
  return nothing?._tag === "Null" ? type : undefined
}

const union = (types: ReadonlyArray<SchemaAST.AST>): Check => {
  const [only] = types
  if (only !== undefined && types.length === 1) return fromAst(only)
  const key = discriminant(types)
  if (key === undefined) {
    const checks = types.map((type) => fromAst(type))
    return (value) => {
      for (const check of checks) {
        const verdict = check(value)
        if (verdict !== Bad) return verdict
      }
      return Bad
    }
  }
  const arms = Map.groupBy(types, (type) => labelOf(type, key))
  const checks = [...arms].map(([label, arm]) => [label, arm.length === 1 ? armCheck(arm, key) : union(arm)] as const)
  return unionCheck(key, new Map(checks))
}

const armCheck = ([arm]: ReadonlyArray<SchemaAST.AST>, key: string): Check =>
  arm === undefined ? () => Bad : fromAst(arm, key)
