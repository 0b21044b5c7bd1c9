/** Our server vocabulary as an equal zod 4 union, whose objects keep unknown keys and are discriminated by `type`. */
import type * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import { ServerEvent } from "@antiphon/core/schema"
import { z } from "zod"

const fromAst = (ast: SchemaAST.AST): z.ZodType => {
  switch (ast._tag) {
    case "String":
      return z.string()
    case "Number":
      return z.number()
    case "Boolean":
      return z.boolean()
    case "Null":
      return z.null()
    case "Literal":
      return z.literal(String(ast.literal))
    case "Arrays":
      return z.array(ast.rest[0] === undefined ? z.never() : fromAst(ast.rest[0]))
    case "Union":
      return z.union(ast.types.map(fromAst))
    case "Objects":
      return objectOf(ast)
    default:
      return z.unknown()
  }
}

const objectOf = (ast: SchemaAST.Objects) => {
  const [index] = ast.indexSignatures
  if (index !== undefined) return z.record(z.string(), fromAst(index.type))
  return looseObject(ast)
}

const looseObject = (ast: SchemaAST.Objects) =>
  z.looseObject(
    Object.fromEntries(
      ast.propertySignatures.map(({ name, type }) => [
        String(name),
        type.context?.isOptional === true ? fromAst(type).optional() : fromAst(type)
      ])
    )
  )

const events = ServerEvent.types.flatMap((type) => {
  const schema: Schema.Constraint = ServerEvent.schemas[type]
  return schema.ast._tag === "Objects" ? [looseObject(schema.ast)] : []
})
const [first, ...rest] = events
if (first === undefined) throw new Error("no events")
const union = z.discriminatedUnion("type", [first, ...rest])

/** Parses and validates a frame with zod. */
export const parse = (frame: string): { readonly success: boolean } => union.safeParse(JSON.parse(frame))
