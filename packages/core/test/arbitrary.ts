/**
 * Values for property tests. They are JSON of any shape, and events that fit a schema with what a newer server might
 * add.
 */
import * as fc from "fast-check"
import type * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"

/** Any JSON value that survives `JSON.parse(JSON.stringify(x))`. */
export const json: fc.Arbitrary<unknown> = fc
  .jsonValue({ maxDepth: 4 })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)

/** A value that fits a schema. Optional keys come and go, and objects may have keys that no schema declares. */
export const valueOf = (schema: Schema.Constraint): fc.Arbitrary<unknown> => fromAst(schema.ast)

const fromAst = (ast: SchemaAST.AST): fc.Arbitrary<unknown> => {
  switch (ast._tag) {
    case "String":
      return ast.checks === undefined ? fc.oneof(fc.string(), known(ast)) : fc.constantFrom("hologram", "narrator")
    case "Number":
      return fc.oneof(fc.nat(), fc.integer({ min: -1000, max: 1000 }))
    case "Boolean":
      return fc.boolean()
    case "Null":
      return fc.constant(null)
    case "Literal":
      return fc.constant(ast.literal)
    case "Union":
      return fc.oneof(...ast.types.map(fromAst))
    case "Arrays":
      return fc.array(ast.rest[0] === undefined ? fc.constant(null) : fromAst(ast.rest[0]), { maxLength: 3 })
    case "Objects":
      return objectOf(ast)
    default:
      return json
  }
}

const known = (ast: SchemaAST.AST): fc.Arbitrary<string> => {
  const examples = ast.annotations?.["examples"]
  return Array.isArray(examples) && examples.length > 0 ? fc.constantFrom(...examples.map(String)) : fc.string()
}

const objectOf = (ast: SchemaAST.Objects): fc.Arbitrary<unknown> => {
  const [index] = ast.indexSignatures
  if (index !== undefined) return fc.dictionary(fc.string(), fromAst(index.type), { maxKeys: 3 })
  const fields = Object.fromEntries(ast.propertySignatures.map(({ name, type }) => [String(name), fromAst(type)]))
  const required = ast.propertySignatures
    .filter(({ type }) => type.context?.isOptional !== true)
    .map(({ name }) => String(name))
  const declared = fc.record(fields, { requiredKeys: required })
  const extra = fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.record({ brand_new: json }) }
  )
  return fc.tuple(declared, extra).map(([value, more]) => ({ ...value, ...more }))
}

/** A value with one thing in it replaced, removed or added. */
export const mutated = (value: unknown): fc.Arbitrary<unknown> =>
  fc.tuple(fc.nat(), fc.oneof(json, fc.constant(undefined))).map(([seed, by]) => mutate(value, seed, by))

const mutate = (value: unknown, seed: number, by: unknown): unknown => {
  if (typeof value !== "object" || value === null) return by ?? null
  const keys = Object.keys(value)
  const key = keys[seed % (keys.length + 1)]
  if (key === undefined) return by ?? value
  const inner: unknown = Reflect.get(value, key)
  const deeper = typeof inner === "object" && inner !== null && seed % 3 !== 0
  const next = deeper ? mutate(inner, Math.floor(seed / 3), by) : by
  if (Array.isArray(value)) return value.map((element, index) => (String(index) === key ? (next ?? null) : element))
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) =>
      name !== key ? [[name, part]] : next === undefined ? [] : [[name, next]]
    )
  )
}
