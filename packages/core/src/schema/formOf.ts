/**
 * Reads the form of a schema from its AST. Only stable AST fields are read. A schema that no form expresses is refused,
 * such as a transformation, a tuple or a filter.
 */
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import type { Form, Forms, Key } from "../wire/Form.ts"
import { unlistedExpected } from "../wire/leaves.ts"
import { defaultArmOf, fillOf, isPlaced } from "../wire/tolerance.ts"

const known = new WeakMap<SchemaAST.AST, Form>()

/** Returns the form of a schema. Always the same object for the same AST. Throws a TypeError if there is none. */
export const formOf = ({ ast }: Schema.Constraint): Form => ofAst(ast)

const ofAst = (ast: SchemaAST.AST): Form => {
  const made = known.get(ast) ?? build(ast)
  known.set(ast, made)
  return made
}

const build = (ast: SchemaAST.AST): Form => {
  if (ast.encoding !== undefined) throw new TypeError("a wire schema describes JSON as it travels: no transformations")
  if (ast.checks !== undefined) return filtered(ast, ast.checks)
  switch (ast._tag) {
    case "String":
    case "Number":
    case "Boolean":
    case "Null":
      return { _tag: ast._tag }
    case "Unknown":
    case "Any":
      return { _tag: "Any" }
    case "Literal":
      return typeof ast.literal === "string" ? { _tag: "Literal", literal: ast.literal } : unexpressed(ast)
    case "Objects":
      return objects(ast)
    case "Arrays":
      return array(ast)
    case "Union":
      return { _tag: "Union", arms: ast.types.map(ofAst), assumed: defaultArmOf(ast) }
    default:
      return unexpressed(ast)
  }
}

const finiteFilter = Schema.Finite.ast.checks?.[0]
const intFilter = Schema.Int.ast.checks?.[0]

const filtered = (ast: SchemaAST.AST, [filter, ...more]: SchemaAST.Checks): Form => {
  if (more.length > 0) return unexpressed(ast)
  if (filter === finiteFilter) return { _tag: "Finite" }
  if (filter === intFilter) return { _tag: "Int" }
  return ast._tag === "String" && filter.annotations?.expected === unlistedExpected
    ? { _tag: "Unlisted" }
    : unexpressed(ast)
}

const objects = (ast: SchemaAST.Objects): Form => {
  const { indexSignatures, propertySignatures } = ast
  const [signature] = indexSignatures
  if (signature === undefined && propertySignatures.length > 0) {
    return { _tag: "Struct", keys: propertySignatures.map(keyOf) }
  }
  const isMap =
    propertySignatures.length === 0 && indexSignatures.length === 1 && signature?.parameter._tag === "String"
  return isMap ? { _tag: "Entries", value: ofAst(signature.type) } : unexpressed(ast)
}

const keyOf = ({ name, type }: SchemaAST.PropertySignature): Key => ({
  name: String(name),
  optional: type.context?.isOptional === true,
  fill: fillOf(type),
  form: ofAst(type)
})

const array = (ast: SchemaAST.Arrays): Form => {
  const [element, ...tail] = ast.rest
  return element === undefined || tail.length > 0 || ast.elements.length > 0
    ? unexpressed(ast)
    : { _tag: "List", element: ofAst(element), placed: isPlaced(ast) }
}

const unexpressed = ({ _tag }: SchemaAST.AST): never => {
  throw new TypeError(`No form expresses this ${_tag} schema. Use objects, maps, lists, unions and plain values.`)
}

/** The forms of schemas by the literals that name them. Each is made at its first use. */
export const formsOf = (schemas: ReadonlyMap<string, Schema.Constraint>): Forms => ({
  types: [...schemas.keys()],
  of: (type) => {
    const schema = schemas.get(type)
    return schema === undefined ? undefined : formOf(schema)
  }
})
