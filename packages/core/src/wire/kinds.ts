/** Kinds of values. They choose an arm of a union whose arms no label distinguishes. */
import type { Form } from "./Form.ts"
import { isObject } from "./objectCheck.ts"

type Kind = "string" | "number" | "boolean" | "object" | "array"

/** The kind of a value, or undefined for null. */
export const kindOf = (value: unknown): Kind | undefined => {
  if (Array.isArray(value)) return "array"
  if (isObject(value)) return "object"
  const type = typeof value
  return type === "string" || type === "number" || type === "boolean" ? type : undefined
}

const kinds: Partial<Record<Form["_tag"], Kind>> = {
  String: "string",
  Unlisted: "string",
  Number: "number",
  Finite: "number",
  Int: "number",
  Boolean: "boolean",
  Struct: "object",
  Entries: "object",
  List: "array"
}

/** The kind of value that a form describes. A union of objects describes objects. */
export const kindsOf = (form: Form): Kind | undefined =>
  form._tag === "Union" && form.arms.every((arm) => arm._tag === "Struct") ? "object" : kinds[form._tag]
