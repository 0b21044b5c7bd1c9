/**
 * The strict side of the protocol. Core decodes leniently, and a server refuses what it does not know: a key that no shape
 * has, and a name that no enumeration lists. What is known is read from the shapes of core, so the two cannot drift.
 */
import type * as SchemaAST from "effect/SchemaAST"
import { invalidValue, type Refusal, refuse } from "./Refusal.ts"

/** Enumerations that stay open, because accounts have voices and deployments of their own. */
const openNames = new Set(["voice", "model"])

/** Returns why a well-formed client event is refused for the first thing in it that this server does not know. */
export const unknownIn = (ast: SchemaAST.AST, event: object): Refusal | undefined => inspect(ast, event, "")

/** Inspects a value by its schema. Returns the first thing that is not known. */
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

/** Inspects the keys of an object. An open record has no unknown keys. */
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

/** The keys of shapes that were inspected before. */
const keys = new WeakMap<SchemaAST.Objects, ReadonlyMap<PropertyKey, SchemaAST.AST>>()

/** The keys of a shape and what they hold. Made once for each shape. */
const keysOf = (ast: SchemaAST.Objects): ReadonlyMap<PropertyKey, SchemaAST.AST> => {
  const known = keys.get(ast) ?? new Map(ast.propertySignatures.map(({ name, type }) => [name, type]))
  keys.set(ast, known)
  return known
}

/** Inspects the elements of a list. */
const inArray = (ast: SchemaAST.Arrays, value: ReadonlyArray<unknown>, path: string): Refusal | undefined => {
  const [element] = ast.rest
  return element === undefined
    ? undefined
    : first([...value.entries()], ([index, each]) => inspect(element, each, `${path}[${index}]`))
}

/** The arms of a union, without the arm for unlisted names. */
const armsOf = (ast: SchemaAST.Union): ReadonlyArray<SchemaAST.Objects> =>
  objectsOf(ast).filter((arm) => !arm.propertySignatures.some(({ type }) => isUnlistedName(type)))

/** The arm whose literals a value has. */
const armOf = (arms: ReadonlyArray<SchemaAST.Objects>, value: Fields): SchemaAST.Objects | undefined =>
  arms.find((each) => literalsOf(each).every(([key, literal]) => value[key] === literal))

/** Inspects an object by the arm of its literals. If no arm fits, names the values that would. */
const inUnion = (ast: SchemaAST.Union, value: Fields, path: string): Refusal | undefined => {
  const arms = armsOf(ast)
  const arm = armOf(arms, value)
  if (arm !== undefined) return inObject(arm, value, path)
  const sameType = arms.filter((each) => literalsOf(each).some(([key, literal]) => value[key] === literal))
  const [key] = literalsOf(sameType[0] ?? arms[0]).find(([name, literal]) => value[name] !== literal) ?? ["type"]
  const names = (sameType.length > 0 ? sameType : arms).flatMap((each) =>
    literalsOf(each).flatMap(([name, literal]) => (name === key ? [literal] : []))
  )
  return unsupported(`${path}.${String(key)}`, value[key], names)
}

/** Inspects a string by the names that its schema lists. */
const inEnumeration = (ast: SchemaAST.String, value: unknown, path: string): Refusal | undefined => {
  const names = ast.annotations?.examples
  if (!Array.isArray(names) || names.includes(value) || openNames.has(path.replace(/^.*\./, ""))) return undefined
  return unsupported(path, value, names)
}

/**
 * The value without the keys that are null although they only may be absent. Clients that serialize absent fields as null
 * mean nothing by them, and the real server takes null for absent. Copies along the path, or returns the value itself.
 */
export const withoutNulls = (ast: SchemaAST.AST, value: unknown): unknown => {
  if (ast._tag === "Arrays") {
    const [element] = ast.rest
    return Array.isArray(value) && element !== undefined ? elementsWithoutNulls(element, value) : value
  }
  if (ast._tag === "Objects") return isRecord(value) ? fieldsWithoutNulls(ast, value) : value
  if (ast._tag !== "Union") return value
  const arm = isRecord(value)
    ? armOf(armsOf(ast), value)
    : ast.types.find((each) => each._tag === "Arrays" && Array.isArray(value))
  return arm === undefined ? value : withoutNulls(arm, value)
}

/** Copies the list only if an element changed. */
const elementsWithoutNulls = (element: SchemaAST.AST, value: ReadonlyArray<unknown>): ReadonlyArray<unknown> => {
  const copy = value.map((each) => withoutNulls(element, each))
  return copy.some((each, index) => each !== value[index]) ? copy : value
}

/** Copies the object only if a field changed. */
const fieldsWithoutNulls = (ast: SchemaAST.Objects, value: Fields): Fields => {
  const known = keysOf(ast)
  const entries = Object.entries(value)
  const copy = entries.flatMap(([key, field]) => {
    const type = known.get(key)
    if (type === undefined) return [[key, field] as const]
    return field === null && type.context?.isOptional === true && !takesNull(type)
      ? []
      : [[key, withoutNulls(type, field)] as const]
  })
  const isSame = copy.length === entries.length && copy.every(([key, field]) => value[key] === field)
  return isSame ? value : Object.fromEntries(copy)
}

/** Whether null is a value of the schema. */
const takesNull = (ast: SchemaAST.AST): boolean =>
  ast._tag === "Null" || (ast._tag === "Union" && ast.types.some(takesNull))

/** Refuses a value and lists those that are supported. */
const unsupported = (path: string, value: unknown, names: ReadonlyArray<unknown>): Refusal =>
  invalidValue(path, `Invalid value: ${quote(value)}. Supported values are: ${names.map(quote).join(", ")}.`)

/** Quotes a value in at most 64 characters. */
const quote = (value: unknown): string => `'${String(value).slice(0, 64)}'`

/** An object of unknown shape. */
type Fields = Readonly<Record<PropertyKey, unknown>>

/** Whether a value is an object and no list. */
const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Whether an arm is of the kind of a value that is no object. */
const fits = (ast: SchemaAST.AST, value: unknown): boolean =>
  ast._tag === "Union"
    ? ast.types.some((arm) => fits(arm, value))
    : (ast._tag === "String" && typeof value === "string") || (ast._tag === "Arrays" && Array.isArray(value))

/** The object arms of a union, with those of nested unions. */
const objectsOf = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.Objects> =>
  ast._tag === "Union" ? ast.types.flatMap(objectsOf) : ast._tag === "Objects" ? [ast] : []

/** Whether a literal stands for names that this version does not know. */
const isUnlistedName = (ast: SchemaAST.AST): boolean => ast._tag === "String" && ast.checks !== undefined

/** The literals of a shape, which tell the arms of a union apart. */
const literalsOf = (
  ast: SchemaAST.Objects | undefined
): ReadonlyArray<readonly [PropertyKey, SchemaAST.LiteralValue]> =>
  (ast?.propertySignatures ?? []).flatMap(({ name, type }) =>
    type._tag === "Literal" ? [[name, type.literal] as const] : []
  )

/** Returns the first refusal that is found. */
const first = <A>(all: ReadonlyArray<A>, look: (each: A) => Refusal | undefined): Refusal | undefined => {
  for (const each of all) {
    const found = look(each)
    if (found !== undefined) return found
  }
  return undefined
}
