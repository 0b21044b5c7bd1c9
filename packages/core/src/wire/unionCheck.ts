import type { Form } from "./Form.ts"
import { isObject } from "./objectCheck.ts"
import { Bad, type Check } from "./Verdict.ts"

/** The label of the unknown arm. It covers every name that no other arm has. */
export const unlisted = Symbol("unlisted")
type Label = string | typeof unlisted | undefined

/**
 * Returns the literal that an arm has under `key`, or {@link unlisted} for the unknown arm, or undefined if there is no
 * label.
 */
export const labelOf = (arm: Form, key: string): Label => {
  const field = arm._tag === "Struct" ? arm.keys.find(({ name }) => name === key) : undefined
  if (field === undefined || field.optional) return undefined
  if (field.form._tag === "Literal") return field.form.literal
  return field.form._tag === "Unlisted" ? unlisted : undefined
}

/** The first of the protocol's discriminants that labels every arm. That is `type`, or `role` among arms of one type. */
export const discriminant = (arms: ReadonlyArray<Form>): "type" | "role" | undefined =>
  (["type", "role"] as const).find((key) => {
    const labels = arms.map((arm) => labelOf(arm, key))
    return labels.every((label) => label !== undefined) && new Set(labels).size > 1
  })

/** Dispatches on a discriminant. Needs one look-up instead of a try of each arm, and none while the last label recurs. */
export const unionCheck = (key: "type" | "role", arms: ReadonlyMap<Label, Check>): Check => {
  const rest = arms.get(unlisted) ?? (() => Bad)
  let lastLabel = ""
  let lastCheck = rest
  const dispatch = (label: unknown, value: object): number => {
    if (label !== lastLabel) {
      if (typeof label !== "string") return Bad
      lastCheck = arms.get(label) ?? rest
      lastLabel = label
    }
    return lastCheck(value)
  }
  // A key in a variable would make each read a look-up.
  return key === "type"
    ? (value) => (isObject(value) ? dispatch(value["type"], value) : Bad)
    : (value) => (isObject(value) ? dispatch(value["role"], value) : Bad)
}
