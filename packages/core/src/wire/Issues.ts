import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import type * as SchemaIssue from "effect/SchemaIssue"
import * as SchemaParser from "effect/SchemaParser"
import type { ProtocolIssue } from "./ProtocolError.ts"

/** Every departure of a value from a schema, each with its path. Schema finds them; the words are ours. */
export const issuesOf = (
  schema: Schema.ConstraintCodec<unknown, unknown>,
  value: unknown
): ReadonlyArray<ProtocolIssue> => {
  const verdict = SchemaParser.decodeUnknownResult(schema)(value, { errors: "all" })
  return Result.isSuccess(verdict) ? [] : collect(verdict.failure, { path: [], value })
}

/** Where the walk stands: the path so far and what was received there. */
interface Place {
  readonly path: ReadonlyArray<string | number>
  readonly value: unknown
}

/** What the filter of an unknown arm expects; it fails beside the named arm that was meant, which tells more. */
export const unlistedExpected = "a name that this version does not list"

const collect = (issue: SchemaIssue.Issue, place: Place): ReadonlyArray<ProtocolIssue> => {
  switch (issue._tag) {
    case "Pointer":
      return collect(issue.issue, issue.path.reduce(descend, place))
    case "Composite":
      return issue.issues.flatMap((inner) => collect(inner, place))
    case "AnyOf":
      return issue.issues.length === 0 ? [unexpected(describe(issue.ast), place)] : ofArms(issue.issues, place)
    case "Filter":
      return [unexpected(String(issue.filter.annotations?.expected ?? "another value"), place)]
    case "InvalidType":
      return [unexpected(describe(issue.ast), place)]
    case "MissingKey":
      return [{ path: place.path, message: "is missing" }]
    default:
      return [unexpected("another value", place)]
  }
}

const ofArms = (arms: ReadonlyArray<SchemaIssue.Issue>, place: Place): ReadonlyArray<ProtocolIssue> => {
  const issues = arms.map((arm) => collect(arm, place))
  const named = issues.filter((arm) => !arm.some(({ message }) => message.includes(unlistedExpected)))
  return (named.length === 0 ? issues : named).flat()
}

const descend = ({ path, value }: Place, key: PropertyKey): Place => ({
  path: [...path, typeof key === "number" ? key : String(key)],
  value: typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined
})

const unexpected = (expected: string, { path, value }: Place): ProtocolIssue => ({
  path,
  message: `expected ${expected}, got ${kindOf(value)}`
})

/** The kind of a value, never the value: it may be a key, or a megabyte of audio. */
const kindOf = (value: unknown): string => {
  if (value === null) return "null"
  if (Array.isArray(value)) return "an array"
  if (typeof value === "object") return "an object"
  return Number.isInteger(value) ? "an integer" : Number.isFinite(value) ? "a fraction" : `a ${typeof value}`
}

const plain: Partial<Record<SchemaAST.AST["_tag"], string>> = {
  String: "a string",
  Number: "a number",
  Boolean: "true or false",
  Null: "null",
  Objects: "an object",
  Arrays: "an array"
}

const describe = (ast: SchemaAST.AST): string => {
  if (ast._tag === "Union") return [...new Set(ast.types.map(describe))].join(" or ")
  return ast._tag === "Literal" ? JSON.stringify(ast.literal) : (plain[ast._tag] ?? "another value")
}
