import type * as SchemaAST from "effect/SchemaAST"
import { isObject } from "./objectCheck.ts"
import { Bad, type Check } from "./Verdict.ts"

/** The label of the unknown arm. It covers every name that no other arm has. */
export const unlisted = Symbol("unlisted")
type Label = string | typeof unlisted | undefined

/**
 * Returns the literal that an arm has under `key`, or {@link unlisted} for the unknown arm, or undefined if there is no
 * label.
 */
export const labelOf = (type: SchemaAST.AST, key: string): Label => {
  if (type._tag !== "Objects" || type.checks !== undefined) return undefined
  const field = type.propertySignatures.find(({ name }) => name === key)?.type
  if (field === undefined || field.context?.isOptional === true) return undefined
  if (field._tag === "Literal" && typeof field.literal === "string") return field.literal
  return field._tag === "String" && field.checks !== undefined ? unlisted : undefined
}

/** The first of the protocol's discriminants that labels every arm. That is `type`, or `role` among arms of one type. */
export const discriminant = (types: ReadonlyArray<SchemaAST.AST>): "type" | "role" | undefined =>
  (["type", "role"] as const).find((key) => {
    const labels = types.map((type) => labelOf(type, key))
    return labels.every((label) => label !== undefined) && new Set(labels).size > 1
  })

/** Dispatches on a discriminant. Needs one look-up instead of a try of each arm, and none while the last label recurs. */
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
