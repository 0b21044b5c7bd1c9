/**
 * The strict side of the protocol: core decodes leniently, a server refuses what it does not know. The shapes of core say
 * what is known, so the two cannot drift: a key no shape has, and a name no enumeration lists, is refused.
 */
import type * as SchemaAST from "effect/SchemaAST"
import { invalidValue, type Refusal, refuse } from "./Refusal.ts"

/** Enumerations that are open by nature: accounts have voices and deployments of their own. */
const openNames = new Set(["voice", "model"])

/** The first thing in a well-formed client event that this server does not know. */
export const unknownIn = (ast: SchemaAST.AST, event: object): Refusal | undefined => inspect(ast, event, "")

const inspect = (ast: SchemaAST.AST, value: unknown, path: string): Refusal | undefined => {
  switch (ast._tag) {
    case "Objects":
      return isRecord(value) ? inObject(ast, value, path) : undefined
    case "Arrays":
      return Array.isArray(value) ? inArray(ast, value, path) : undefined
    case "Union":
      return isRecord(value)
        ? inUnion(ast, value, path)
        : first(
            ast.types.filter((arm) => fits(arm, value)),
            (arm) => inspect(arm, value, path)
          )
    case "String":
      return inEnumeration(ast, value, path)
    default:
      return undefined
  }
}

const inObject = (ast: SchemaAST.Objects, value: Fields, path: string): Refusal | undefined => {
  if (ast.indexSignatures.length > 0) return undefined
  const known = keysOf(ast)
  return first(Object.entries(value), ([key, field]) => {
    const type = known.get(key)
    const at = path === "" ? key : `${path}.${key}`
    return type === undefined
      ? refuse("unknown_parameter", `Unknown parameter: '${at}'.`, at)
      : inspect(type, field, at)
  })
}

const keys = new WeakMap<SchemaAST.Objects, ReadonlyMap<PropertyKey, SchemaAST.AST>>()

/** The keys of a shape and what they hold, made once for each shape. */
const keysOf = (ast: SchemaAST.Objects): ReadonlyMap<PropertyKey, SchemaAST.AST> => {
  const known = keys.get(ast) ?? new Map(ast.propertySignatures.map(({ name, type }) => [name, type]))
  keys.set(ast, known)
  return known
}

const inArray = (ast: SchemaAST.Arrays, value: ReadonlyArray<unknown>, path: string): Refusal | undefined => {
  const [element] = ast.rest
  return element === undefined
    ? undefined
    : first([...value.entries()], ([index, each]) => inspect(element, each, `${path}[${index}]`))
}

/** The arm is the one whose literals the value has; the arm for unlisted names never counts. */
const inUnion = (ast: SchemaAST.Union, value: Fields, path: string): Refusal | undefined => {
  const arms = objectsOf(ast).filter((arm) => !arm.propertySignatures.some(({ type }) => isUnlistedName(type)))
  const arm = arms.find((each) => literalsOf(each).every(([key, literal]) => value[key] === literal))
  if (arm !== undefined) return inObject(arm, value, path)
  const sameType = arms.filter((each) => literalsOf(each).some(([key, literal]) => value[key] === literal))
  const [key] = literalsOf(sameType[0] ?? arms[0]).find(([name, literal]) => value[name] !== literal) ?? ["type"]
  const names = (sameType.length > 0 ? sameType : arms).flatMap((each) =>
    literalsOf(each).flatMap(([name, literal]) => (name === key ? [literal] : []))
  )
  return unsupported(`${path}.${String(key)}`, value[key], names)
}

const inEnumeration = (ast: SchemaAST.String, value: unknown, path: string): Refusal | undefined => {
  const names = ast.annotations?.examples
  if (!Array.isArray(names) || names.includes(value) || openNames.has(path.replace(/^.*\./, ""))) return undefined
  return unsupported(path, value, names)
}

const unsupported = (path: string, value: unknown, names: ReadonlyArray<unknown>): Refusal =>
  invalidValue(path, `Invalid value: ${quote(value)}. Supported values are: ${names.map(quote).join(", ")}.`)

const quote = (value: unknown): string => `'${String(value).slice(0, 64)}'`

type Fields = Readonly<Record<PropertyKey, unknown>>

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const fits = (ast: SchemaAST.AST, value: unknown): boolean =>
  ast._tag === "Union"
    ? ast.types.some((arm) => fits(arm, value))
    : (ast._tag === "String" && typeof value === "string") || (ast._tag === "Arrays" && Array.isArray(value))

const objectsOf = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.Objects> =>
  ast._tag === "Union" ? ast.types.flatMap(objectsOf) : ast._tag === "Objects" ? [ast] : []

const isUnlistedName = (ast: SchemaAST.AST): boolean => ast._tag === "String" && ast.checks !== undefined

const literalsOf = (
  ast: SchemaAST.Objects | undefined
): ReadonlyArray<readonly [PropertyKey, SchemaAST.LiteralValue]> =>
  (ast?.propertySignatures ?? []).flatMap(({ name, type }) =>
    type._tag === "Literal" ? [[name, type.literal] as const] : []
  )

const first = <A>(all: ReadonlyArray<A>, look: (each: A) => Refusal | undefined): Refusal | undefined => {
  for (const each of all) {
    const found = look(each)
    if (found !== undefined) return found
  }
  return undefined
}
