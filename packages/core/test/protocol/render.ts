/** Renders a schema in the notation of protocol.json, so that the two can be compared as text. */
import type * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"

/** The part of an AST that stays the same object where a schema becomes optional. */
const identity = (ast: SchemaAST.AST): unknown => {
  switch (ast._tag) {
    case "Objects":
      return ast.propertySignatures
    case "Union":
      return ast.types
    case "String":
      return ast.annotations?.["examples"]
    default:
      return undefined
  }
}

export type Names = ReadonlyMap<unknown, string>

/** The names of schemas, found again wherever they are used. */
export const namesOf = (modules: ReadonlyArray<object>): Names =>
  new Map(
    modules.flatMap((module) =>
      Object.entries(module).flatMap(([name, schema]) => {
        const key = hasAst(schema) ? identity(schema.ast) : undefined
        return key === undefined ? [] : [[key, name] as const]
      })
    )
  )

export const hasAst = (value: unknown): value is Schema.Constraint =>
  (typeof value === "function" || (typeof value === "object" && value !== null)) && "ast" in value

const isUnlisted = (ast: SchemaAST.AST): boolean =>
  ast._tag === "String"
    ? ast.checks !== undefined
    : ast._tag === "Objects" && ast.propertySignatures.some(({ type }) => isUnlisted(type))

const isNull = (ast: SchemaAST.AST): boolean => ast._tag === "Null"

/** One field as protocol.json has it, with its type, whether it must be present, and whether it may be null. */
export const renderField = (names: Names, type: SchemaAST.AST) => {
  const nullable = type._tag === "Union" && type.types.some(isNull)
  return { type: render(names, type), required: type.context?.isOptional !== true, nullable }
}

/** The values of an enumeration, or the arms of a union, without what stands for the unknown. */
export const render = (names: Names, ast: SchemaAST.AST): string => {
  const name = names.get(identity(ast))
  if (name !== undefined) return name
  switch (ast._tag) {
    case "String": {
      const examples = ast.annotations?.["examples"]
      return Array.isArray(examples) ? examples.map((example) => `'${example}'`).join(" | ") : "string"
    }
    case "Number":
      return "number"
    case "Boolean":
      return "boolean"
    case "Literal":
      return `'${String(ast.literal)}'`
    case "Union":
      return [
        ...new Set(ast.types.filter((type) => !isNull(type) && !isUnlisted(type)).map((type) => render(names, type)))
      ].join(" | ")
    case "Arrays": {
      const element = ast.rest[0] === undefined ? "never" : render(names, ast.rest[0])
      return element.includes(" | ") ? `(${element})[]` : `${element}[]`
    }
    case "Objects":
      return renderObject(names, ast)
    default:
      return "unknown"
  }
}

const renderObject = (names: Names, ast: SchemaAST.Objects): string => {
  const [index] = ast.indexSignatures
  if (index !== undefined) return `Record<string, ${render(names, index.type)}>`
  const fields = ast.propertySignatures.map(({ name, type }) => {
    const field = renderField(names, type)
    return `${String(name)}${field.required ? "" : "?"}: ${field.type}`
  })
  return `{ ${fields.join("; ")} }`
}
