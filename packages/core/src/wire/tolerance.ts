/** How a schema says what a tolerant reader may do where a value is absent or does not fit. Notes on keys, lists and unions. */
import * as Schema from "effect/Schema"
import type * as SchemaAST from "effect/SchemaAST"

const fillKey = "~antiphon/fill"
const placedKey = "~antiphon/placed"
const defaultArmKey = "~antiphon/defaultArm"

/** Gives what stands for a value that is absent or does not fit, or undefined if nothing does. */
export type Fill = (value: unknown, parent: object) => unknown

/**
 * A required key that a server may leave out, because only one value can be meant. What stands for it is filled in by
 * `decode`, so that a consumer always finds it; `make` and `validate` still ask for it.
 */
export const filled = <S extends Schema.Top>(schema: S, fill: Fill): S =>
  schema.annotateKey({ [fillKey]: fill }) as unknown as S

/** A list whose places other events refer to by index. If one of its elements cannot be used, the list is left out whole. */
export const placed = <S extends Schema.Constraint>(element: S): Schema.$Array<S> =>
  Schema.Array(element).annotate({ [placedKey]: true })

/** A union that is read as its arm `label` where its discriminant is absent. `make` and `validate` still ask for it. */
export const assumed = <S extends Schema.Top>(schema: S, label: string): S =>
  schema.annotate({ [defaultArmKey]: label }) as unknown as S

export const fillOf = (ast: SchemaAST.AST): Fill | undefined => {
  const fill = ast.context?.annotations?.[fillKey]
  return isFill(fill) ? fill : undefined
}

const isFill = (value: unknown): value is Fill => typeof value === "function"

export const isPlaced = (ast: SchemaAST.AST): boolean => ast.annotations?.[placedKey] === true

export const defaultArmOf = (ast: SchemaAST.AST): string | undefined => {
  const label = ast.annotations?.[defaultArmKey]
  return typeof label === "string" ? label : undefined
}
