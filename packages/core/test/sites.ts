/**
 * Every place of an event where a test may bend or remove a key. Covers each key of each shape, in each arm of each
 * union.
 */
import type * as SchemaAST from "effect/SchemaAST"
import { defaultArmOf, fillOf } from "../src/wire/tolerance.ts"

/** Keys and indices from the event down to a place. */
export type Path = ReadonlyArray<string | number>

/** One key somewhere in an event. */
export interface Site {
  /** An event that fits its schema and has every optional key of the shapes along the path. */
  readonly whole: object
  readonly path: Path
  /** The path as a reader writes it, with the labels of arms, e.g. `item(message).content[].type`. */
  readonly name: string
  readonly ast: SchemaAST.AST
  /** An optional key. The others are required. */
  readonly ornament: boolean
  /** `decode` says what stands for the key. */
  readonly filled: boolean
  /** The place lies in an optional key, a list or a map, so that what is wrong with it costs no more than that. */
  readonly enclosed: boolean
}

interface Place extends Omit<Site, "whole"> {
  readonly whole: unknown
}

export const sitesOf = (ast: SchemaAST.AST): ReadonlyArray<Site> =>
  placesOf(ast).flatMap(({ whole, ...place }) =>
    typeof whole === "object" && whole !== null ? [{ ...place, whole }] : []
  )

const placesOf = (ast: SchemaAST.AST): ReadonlyArray<Place> => {
  switch (ast._tag) {
    case "Objects":
      return ast.indexSignatures[0] === undefined ? inObject(ast) : inMap(ast.indexSignatures[0].type)
    case "Arrays":
      return ast.rest[0] === undefined ? [] : inside(placesOf(ast.rest[0]), 0, "[]", (whole) => [whole])
    case "Union":
      return ast.types.flatMap((type) => {
        const label = labelOf(type)
        const assumed = ast.types.find((arm) => labelOf(arm) === defaultArmOf(ast))
        return placesOf(type).flatMap((place) => {
          const isAssumed = assumed !== undefined && place.name === ".type"
          // Without its type the arm is read as another one, which may lack more than the type.
          if (isAssumed && !essentialKeys(assumed).every((key) => has(place.whole, [key]))) return []
          return [
            {
              ...place,
              name: label === undefined ? place.name : `(${label})${place.name}`,
              filled: place.filled || isAssumed
            }
          ]
        })
      })
    default:
      return []
  }
}

const essentialKeys = (ast: SchemaAST.AST): ReadonlyArray<string> =>
  ast._tag === "Objects"
    ? ast.propertySignatures.flatMap(({ name, type }) => (type.context?.isOptional === true ? [] : [String(name)]))
    : []

const inObject = (ast: SchemaAST.Objects): ReadonlyArray<Place> => {
  const whole = wholeOf(ast) as object
  return ast.propertySignatures.flatMap(({ name, type }) => {
    const key = String(name)
    const ornament = type.context?.isOptional === true
    const filled = fillOf(type) !== undefined
    const own: Place = { whole, path: [key], name: `.${key}`, ast: type, ornament, filled, enclosed: false }
    const inner = placesOf(type).map((place) => ({
      ...place,
      whole: { ...whole, [key]: place.whole },
      path: [key, ...place.path],
      name: `.${key}${place.name}`,
      enclosed: place.enclosed || ornament || filled
    }))
    return [own, ...inner]
  })
}

const inMap = (type: SchemaAST.AST): ReadonlyArray<Place> => {
  const whole = { key: wholeOf(type), other: wholeOf(type) }
  const own: Place = { whole, path: ["key"], name: ".*", ast: type, ornament: true, filled: false, enclosed: true }
  return [own, ...inside(placesOf(type), "key", ".*", (part) => ({ ...whole, key: part }))]
}

const inside = (
  places: ReadonlyArray<Place>,
  key: string | number,
  name: string,
  around: (whole: unknown) => unknown
): ReadonlyArray<Place> =>
  places.map((place) => ({
    ...place,
    whole: around(place.whole),
    path: [key, ...place.path],
    name: name + place.name,
    enclosed: true
  }))

const labelOf = (ast: SchemaAST.AST): string | undefined => {
  if (ast._tag !== "Objects") return undefined
  const labels = ast.propertySignatures.flatMap(({ name, type }) => {
    if (name !== "type" && name !== "role") return []
    if (type._tag === "Literal") return [String(type.literal)]
    return type._tag === "String" && type.checks !== undefined ? ["any other"] : []
  })
  return labels.length === 0 ? undefined : labels.join(" ")
}

/** A value that fits, with every optional key. Of a union it is the first arm. */
export const wholeOf = (ast: SchemaAST.AST): unknown => {
  switch (ast._tag) {
    case "String":
      return ast.checks === undefined ? "text" : "hologram"
    case "Number":
      return 3
    case "Boolean":
      return true
    case "Literal":
      return ast.literal
    case "Union":
      return ast.types[0] === undefined ? null : wholeOf(ast.types[0])
    case "Arrays":
      return ast.rest[0] === undefined ? [] : [wholeOf(ast.rest[0])]
    case "Objects": {
      const [index] = ast.indexSignatures
      if (index !== undefined) return { key: wholeOf(index.type) }
      return Object.fromEntries(ast.propertySignatures.map(({ name, type }) => [String(name), wholeOf(type)]))
    }
    default:
      return null
  }
}

/** Whether the path leads to a key that is there. */
export const has = (value: unknown, [key, ...rest]: Path): boolean =>
  key === undefined ||
  (typeof value === "object" && value !== null && Object.hasOwn(value, key) && has(Reflect.get(value, key), rest))

/** A copy with another value at the path, or without the key if the value is undefined. */
export const bent = (value: unknown, [key, ...rest]: Path, by: unknown): unknown => {
  if (key === undefined) return by
  const next: unknown = bent(Reflect.get(Object(value), key), rest, by)
  if (Array.isArray(value)) return value.map((element: unknown, index) => (index === key ? next : element))
  const copy: Record<string | number, unknown> = { ...Object(value) }
  if (next === undefined) delete copy[key]
  else copy[key] = next
  return copy
}
