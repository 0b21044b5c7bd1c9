/**
 * Annotations that say how a tolerant reader treats an absent value or a value that does not fit. Keys, lists and
 * unions have them.
 */
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"
import { type FillName, isFillName } from "./fills.ts"

const fillKey = "~antiphon/fill"
const placedKey = "~antiphon/placed"
const defaultArmKey = "~antiphon/defaultArm"

/**
 * A required key that a server may leave out, because only one value can be meant. `decode` fills that value in, so a
 * consumer always finds it. `make` and `validate` still ask for it.
 */
export const filled = <S extends Schema.Top>(schema: S, fill: FillName): S["Rebuild"] =>
  schema.annotateKey({ [fillKey]: fill })

/** A list whose places other events refer to by index. If one of its elements cannot be used, the list is left out whole. */
export const placed = <S extends Schema.Constraint>(element: S): Schema.$Array<S> =>
  Schema.Array(element).annotate({ [placedKey]: true })

/** A union that is read as its arm `label` if its discriminant is absent. `make` and `validate` still ask for it. */
export const assumed = <S extends Schema.Top>(schema: S, label: string): S["Rebuild"] =>
  schema.annotate({ [defaultArmKey]: label })

/** Returns how a key is filled in, or undefined if it is not. */
export const fillOf = (ast: SchemaAST.AST): FillName | undefined => {
  const fill = ast.context?.annotations?.[fillKey]
  return typeof fill === "string" && isFillName(fill) ? fill : undefined
}

/** Whether other events refer to the places of a list. */
export const isPlaced = (ast: SchemaAST.AST): boolean => ast.annotations?.[placedKey] === true

/** Returns the label of the arm that is read if the discriminant is absent, or undefined if there is none. */
export const defaultArmOf = (ast: SchemaAST.AST): string | undefined => {
  const label = ast.annotations?.[defaultArmKey]
  return typeof label === "string" ? label : undefined
}
