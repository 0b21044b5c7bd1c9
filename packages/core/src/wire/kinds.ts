/** Kinds of values. They choose an arm of a union whose arms no label distinguishes. */
import type { Form } from "./Form.ts"
import { leaves } from "./leaves.ts"

/** The kind of a value, or undefined for null. */
export const kindOf = (value: unknown): string | undefined => {
  if (Array.isArray(value)) return "array"
  return value === null ? undefined : typeof value
}

/** The kind of value that a form describes. A union of objects describes objects. */
export const kindsOf = (form: Form): string | undefined => {
  switch (form._tag) {
    case "List":
      return "array"
    case "Struct":
    case "Entries":
      return "object"
    case "Union":
      return form.arms.every((arm) => arm._tag === "Struct") ? "object" : undefined
    case "Literal":
      return undefined
    default:
      return leaves[form._tag].kind
  }
}
