/** Finds every array and map of every event in the schemas. Makes a case of members that fit and a case of bent members of each. */
import { Beta, ClientEvent, Live, ServerEvent, Translation } from "@antiphon/core/schema"
import type * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import type { GrowthCase, Reader } from "./Case.ts"

interface Place {
  readonly path: string
  /** The node of the schema that describes the list or the map. */
  readonly node: SchemaAST.AST
  /** A value with `n` members at this place. The members fit the schema if `whole`. */
  readonly build: (n: number, whole: boolean) => unknown
}

const mostDepth = 12

const isAbsent = (ast: SchemaAST.AST): boolean =>
  ast._tag === "Null" || ast._tag === "Undefined" || ast._tag === "Never"

/** Whether each member has a different value under this key. */
const isName = (key: PropertyKey): boolean => /^(id|call_id|item_id|name)$/.test(String(key))

/** The smallest value that fits the schema. Members of a list have different names. */
const sample = (ast: SchemaAST.AST, n = 0, key: PropertyKey = ""): unknown => {
  switch (ast._tag) {
    case "Literal":
      return ast.literal
    case "String":
      return isName(key) ? `${String(key)}_${n}` : "x"
    case "Number":
      return n % 1000
    case "Boolean":
      return true
    case "Arrays":
      return []
    case "Objects":
      return Object.fromEntries(
        ast.propertySignatures
          .filter(({ type }) => type.context?.isOptional !== true)
          .map(({ name, type }) => [name, sample(type, n, name)])
      )
    case "Union": {
      const arm = ast.types.find((each) => !isAbsent(each))
      return arm === undefined ? null : sample(arm, n, key)
    }
    default:
      return null
  }
}

/** The name of an arm of a union, from the literals that discriminate it. */
const armName = (ast: SchemaAST.AST): string => {
  if (ast._tag !== "Objects") return ""
  const literals = ast.propertySignatures.flatMap(({ name, type }) =>
    type._tag === "Literal" && /^(type|role)$/.test(String(name)) ? [String(type.literal)] : []
  )
  return literals.length === 0 ? "" : `<${literals.join(" ")}>`
}

const places = (ast: SchemaAST.AST, depth = 0): ReadonlyArray<Place> => {
  if (depth > mostDepth) return []
  switch (ast._tag) {
    case "Arrays": {
      const [member] = ast.rest
      if (member === undefined) return []
      return [
        {
          path: "[]",
          node: ast,
          build: (n, whole) => Array.from({ length: n }, (_, at) => (whole ? sample(member, at) : { strange: at }))
        },
        ...places(member, depth + 1).map(({ build, node, path }): Place => ({
          path: `[0]${path}`,
          node,
          build: (n, whole) => [build(n, whole)]
        }))
      ]
    }
    case "Objects": {
      const maps = ast.indexSignatures.map(({ type }): Place => ({
        path: "{}",
        node: ast,
        build: (n, whole) =>
          Object.fromEntries(Array.from({ length: n }, (_, at) => [`key_${at}`, whole ? sample(type, at) : [at]]))
      }))
      const below = ast.propertySignatures.flatMap(({ name, type }) =>
        places(type, depth + 1).map(({ build, node, path }): Place => ({
          path: `.${String(name)}${path}`,
          node,
          build: (n, whole) => ({ ...Object(sample(ast)), [name]: build(n, whole) })
        }))
      )
      return [...maps, ...below]
    }
    case "Union":
      return ast.types.flatMap((arm) =>
        places(arm, depth + 1).map(({ path, ...place }) => ({ path: `${armName(arm)}${path}`, ...place }))
      )
    default:
      return []
  }
}

interface Named {
  readonly types: ReadonlyArray<string>
  readonly schemas: Readonly<Record<string, Schema.Top>>
}

const vocabularies: ReadonlyArray<readonly [Reader, Named]> = [
  ["client", ServerEvent],
  ["server", ClientEvent],
  ["beta client", Beta.ServerEvent],
  ["beta server", Beta.ClientEvent],
  ["translation client", Translation.ServerEvent],
  ["translation server", Translation.ClientEvent],
  ["live client", Live.ServerEvent],
  ["live server", Live.ClientEvent]
]

/** The last two keys of a path, with what they hold. */
const lastKeys = (path: string): string =>
  path
    .replaceAll(/<[^>]*>|\[0\]/g, "")
    .split(".")
    .slice(-2)
    .join(".")

const casesOf = (reader: Reader, type: string, ast: SchemaAST.AST): ReadonlyArray<GrowthCase> => {
  const strange: Place = {
    path: ".{unknown keys}",
    node: ast,
    build: (n) => ({
      ...Object(sample(ast)),
      ...Object.fromEntries(Array.from({ length: n }, (_, at) => [`key_${at}`, at]))
    })
  }
  const found = new Map([strange, ...places(ast)].map((place) => [place.path, place]))
  return [...found.values()].flatMap(({ build, node, path }) =>
    (["whole", "bent"] as const)
      .filter((kind) => kind === "whole" || path !== strange.path)
      .map((kind) => ({
        name: `${type}${path}${kind === "whole" ? "" : ", bent"}`,
        reader,
        frames: (n: number) => [JSON.stringify(build(n, kind === "whole"))],
        kind,
        shape: path === strange.path ? strange.path : node,
        keys: lastKeys(path)
      }))
  )
}

export const generated: ReadonlyArray<GrowthCase> = vocabularies.flatMap(([reader, { schemas, types }]) =>
  types.flatMap((type) => {
    const ast = schemas[type]?.ast
    return ast === undefined ? [] : casesOf(reader, type, ast)
  })
)
