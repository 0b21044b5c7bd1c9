/**
 * Finds what a caller got wrong in a part of an event, for people who write JavaScript. A name that the protocol does
 * not have is no mistake by itself, because a service may have it already. It is one if it is a slip of a name that the
 * protocol has and that is not given beside it. So `{ voices: [], voice: undefined }` passes, and `{ voices: [] }` does not.
 *
 * A value is a mistake if JSON has nothing like it (NaN, a function, a `Map`), or if the protocol has only values of other
 * kinds there. An object or an array in place of a plain value passes, because that is how a protocol grows.
 */
import type { Form, Struct } from "../wire/Form.ts"
import { isFunction, kindOf } from "./kindOf.ts"
import { misspelled } from "./nearest.ts"

/** The kinds of values in JSON. */
type Kind = "string" | "number" | "boolean" | "object" | "array" | "null"

const words: Readonly<Record<Kind, string>> = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
  object: "an object",
  array: "an array",
  null: "null"
}

/**
 * Returns the first mistake in a value, or `undefined`. `what` names the function that was called, and `start` the argument
 * that the value is.
 */
export const misfit = (what: string, form: Form, value: unknown, start = ""): string | undefined => {
  const at = (path: string): string => (path === "" ? what : `${path} of ${what}`)

  const look = (each: Form, given: unknown, path: string): string | undefined => {
    if (given === undefined) return undefined
    const kind = kindIn(given)
    const kinds = kindsOf(each)
    if (kind === undefined || !isPossible(kind, kinds)) {
      const wanted = [...kinds].filter((known) => known !== "null").map((known) => words[known])
      return `${at(path)} is ${kindOf(given)}: pass ${wanted.join(" or ")}`
    }
    if (kind === "array") return lookIn(each, Object.entries(Object(given)), path)
    return kind === "object" ? lookInside(each, Object(given), path) : undefined
  }

  const lookIn = (list: Form, entries: ReadonlyArray<[string, unknown]>, path: string): string | undefined => {
    const element = armsOf(list).find((arm) => arm._tag === "List")?.element
    if (element === undefined) return undefined
    return first(entries, ([index, given]) => look(element, given, `${path}[${index}]`))
  }

  const lookInside = (each: Form, given: Fields, path: string): string | undefined => {
    const inner = (name: string): string => (path === "" ? name : `${path}.${name}`)
    const struct = structFor(each, given)
    if (struct === undefined) {
      const map = armsOf(each).find((arm) => arm._tag === "Entries")
      return map && first(Object.entries(given), ([name, field]) => look(map.value, field, inner(name)))
    }
    const names = struct.keys.map(({ name }) => name)
    return first(Object.entries(given), ([name, field]) => {
      const key = struct.keys.find((known) => known.name === name)
      if (key !== undefined) return look(key.form, field, inner(name))
      const meant = field === undefined ? undefined : misspelled(name, names)
      if (meant === undefined || meant in given) return undefined
      return `${what} has no ${inner(name.slice(0, 64))}: did you mean ${inner(meant)}?`
    })
  }

  return look(form, value, start)
}

type Fields = Readonly<Record<string, unknown>>

const first = <A, B>(all: ReadonlyArray<A>, look: (each: A) => B | undefined): B | undefined => {
  for (const each of all) {
    const found = look(each)
    if (found !== undefined) return found
  }
  return undefined
}

/** The kind of a value in JSON, or `undefined` if JSON has none of its kind or makes another of it. */
const kindIn = (value: unknown): Kind | undefined => {
  if (value === null) return "null"
  if (Array.isArray(value)) return "array"
  if (typeof value === "number") return Number.isFinite(value) ? "number" : undefined
  if (typeof value === "string" || typeof value === "boolean") return typeof value === "string" ? "string" : "boolean"
  if (typeof value !== "object") return undefined
  const isPlain = /^an? object$/.test(kindOf(value))
  return isPlain || isFunction(Reflect.get(value, "toJSON")) ? "object" : undefined
}

/** Every value may be null, because servers take null for what is absent. */
const isPossible = (kind: Kind, kinds: ReadonlySet<Kind>): boolean => {
  if (kind === "null" || kinds.has(kind)) return true
  return (kind === "object" || kind === "array") && !kinds.has("object") && !kinds.has("array")
}

const kindsOf = (form: Form): ReadonlySet<Kind> => new Set(armsOf(form).flatMap(kindsOfArm))

const kindsOfArm = ({ _tag }: Form): ReadonlyArray<Kind> => {
  switch (_tag) {
    case "String":
    case "Literal":
    case "Unlisted":
      return ["string"]
    case "Number":
    case "Finite":
    case "Int":
      return ["number"]
    case "Boolean":
      return ["boolean"]
    case "Null":
      return ["null"]
    case "Struct":
    case "Entries":
      return ["object"]
    case "List":
      return ["array"]
    case "Any":
    case "Union":
      return ["string", "number", "boolean", "object", "array", "null"]
  }
}

/** The arms of a union of unions, or the form itself. */
const armsOf = (form: Form): ReadonlyArray<Form> => (form._tag === "Union" ? form.arms.flatMap(armsOf) : [form])

/** The arm that an object is, by its literals, or the only arm. An object that no arm names is one that it does not know. */
const structFor = (form: Form, given: Fields): Struct | undefined => {
  const structs = armsOf(form).filter((arm) => arm._tag === "Struct")
  if (structs.length === 1) return structs[0]
  return structs.find(({ keys }) => {
    const literals = keys.flatMap((key) => (key.form._tag === "Literal" ? [{ ...key, literal: key.form.literal }] : []))
    return literals.length > 0 && literals.every(({ literal, name }) => given[name] === literal)
  })
}
