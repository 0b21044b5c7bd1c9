/** Kinds of values by the nodes of a schema. They choose an arm of a union whose arms no label distinguishes. */
import type * as SchemaAST from "effect/SchemaAST"
import { isObject } from "./objectCheck.ts"

/** The node of a schema that describes values of this kind, or `undefined` for null. */
export const kindOf = (value: unknown): SchemaAST.AST["_tag"] | undefined => {
  if (Array.isArray(value)) return "Arrays"
  return isObject(value) ? "Objects" : tags[typeof value]
}

const tags: Partial<Record<string, SchemaAST.AST["_tag"]>> = { string: "String", number: "Number", boolean: "Boolean" }

/** The kind of value that a schema describes. A union of objects describes objects. */
export const kindsOf = (ast: SchemaAST.AST): SchemaAST.AST["_tag"] | undefined =>
  ast._tag === "Union" && ast.types.every((type) => type._tag === "Objects") ? "Objects" : ast._tag
