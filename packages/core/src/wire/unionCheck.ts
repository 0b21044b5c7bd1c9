import type * as SchemaAST from "effect/SchemaAST"
import { isObject } from "./objectCheck.ts"
import { Bad, type Check } from "./Verdict.ts"

/** Stands for every name that no arm has: the label of the unknown arm. */
export const unlisted = Symbol("unlisted")
type Label = string | typeof unlisted | undefined

/** The literal that an arm has under `key`; {@link unlisted} for the unknown arm, undefined where it cannot be told. */
export const labelOf = (type: SchemaAST.AST, key: string): Label => {
  if (type._tag !== "Objects" || type.checks !== undefined) return undefined
  const field = type.propertySignatures.find(({ name }) => name === key)?.type
  if (field === undefined || field.context?.isOptional === true) return undefined
  if (field._tag === "Literal" && typeof field.literal === "string") return field.literal
  return field._tag === "String" && field.checks !== undefined ? unlisted : undefined
}

/** The first of the protocol's discriminants by which every arm can be told: `type`, then `role` among arms of one type. */
export const discriminant = (types: ReadonlyArray<SchemaAST.AST>): "type" | "role" | undefined =>
  (["type", "role"] as const).find((key) => {
    const labels = types.map((type) => labelOf(type, key))
    return labels.every((label) => label !== undefined) && new Set(labels).size > 1
  })

/** Dispatches on a discriminant: one look-up instead of trying arm after arm, and none while the last label recurs. */
export const unionCheck = (key: "type" | "role", arms: ReadonlyMap<Label, Check>): Check => {
  const rest = arms.get(unlisted) ?? (() => Bad)
  let lastLabel = ""
  let lastCheck = rest
  return (value) => {
    if (!isObject(value)) return Bad
    const label = value[key]
    if (label !== lastLabel) {
      if (typeof label !== "string") return Bad
      lastCheck = arms.get(label) ?? rest
      lastLabel = label
    }
    return lastCheck(value)
  }
}
