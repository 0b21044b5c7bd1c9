/**
 * The strict side of the protocol. Core decodes leniently, and a server refuses what it does not know: a key that no shape
 * has, and a name that no enumeration lists. What is known is read from the forms of core, so the two cannot drift.
 */
import type { Form } from "@antiphon/core"
import type { Names } from "./names.ts"
import { invalidValue, type Refusal, refuse } from "./Refusal.ts"

type Of<Tag extends Form["_tag"]> = Extract<Form, { readonly _tag: Tag }>
type Struct = Of<"Struct">
type List = Of<"List">
type Union = Of<"Union">
type Key = Struct["keys"][number]
/** An arm of a union for objects. */
type Arm = Struct | Of<"Entries">

/** Returns why a well-formed client event is refused for the first thing in it that this server does not know. */
export const unknownIn = (form: Form, event: object, names: Names): Refusal | undefined => {
  /** Inspects a value by its form. Returns the first thing that is not known. */
  const inspect = (each: Form, value: unknown, path: string): Refusal | undefined => {
    switch (each._tag) {
      case "Struct":
        return isRecord(value) ? inObject(each, value, path) : undefined
      case "List":
        return Array.isArray(value) ? inArray(each, value, path) : undefined
      case "Union":
        return isRecord(value)
          ? inUnion(each, value, path)
          : first(
              each.arms.filter((arm) => fits(arm, value)),
              (arm) => inspect(arm, value, path)
            )
      case "String":
        return inEnumeration(value, path)
      default:
        // An open map has no unknown keys.
        return undefined
    }
  }

  /** Inspects the keys of an object. */
  const inObject = (struct: Struct, value: Fields, path: string): Refusal | undefined => {
    const known = keysOf(struct)
    for (const name of Object.keys(value)) {
      const key = known.get(name)
      const at = path === "" ? name : `${path}.${name}`
      if (key === undefined) return refuse("unknown_parameter", `Unknown parameter: '${at}'.`, at)
      const found = inspect(key.form, value[name], at)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Inspects the elements of a list. */
  const inArray = ({ element }: List, value: ReadonlyArray<unknown>, path: string): Refusal | undefined =>
    first([...value.entries()], ([index, each]) => inspect(element, each, `${path}[${index}]`))

  /** Inspects an object by the arm of its literals. If no arm fits, names the values that would. */
  const inUnion = (union: Union, value: Fields, path: string): Refusal | undefined => {
    const arms = armsOf(union)
    const arm = armOf(arms, value)
    if (arm !== undefined) return inspect(arm, value, path)
    const sameType = arms.filter((each) => literalsOf(each).some(([key, literal]) => value[key] === literal))
    const nearest = sameType[0] ?? arms[0]
    const literals = nearest === undefined ? [] : literalsOf(nearest)
    const [key] = literals.find(([name, literal]) => value[name] !== literal) ?? ["type"]
    const labels = (sameType.length > 0 ? sameType : arms).flatMap((each) =>
      literalsOf(each).flatMap(([name, literal]) => (name === key ? [literal] : []))
    )
    return unsupported(`${path}.${key}`, value[key], labels)
  }

  /** Inspects a string by the names that its enumeration lists. */
  const inEnumeration = (value: unknown, path: string): Refusal | undefined => {
    const listed = names.size === 0 ? undefined : names.get(path.replace(/\[\d+\]/g, "[]"))
    return listed === undefined || listed.includes(String(value)) ? undefined : unsupported(path, value, listed)
  }

  return inspect(form, event, "")
}

/** What is found in a form, found once for each form. */
const once = <A extends Form, B extends {}>(find: (form: A) => B): ((form: A) => B) => {
  const all = new WeakMap<A, B>()
  return (form) => {
    const known = all.get(form)
    if (known !== undefined) return known
    const found = find(form)
    all.set(form, found)
    return found
  }
}

/** The keys of a struct by their names. */
const keysOf = once((struct: Struct): ReadonlyMap<string, Key> => new Map(struct.keys.map((key) => [key.name, key])))

/** The arms of a union, without the arm for unlisted names. */
const armsOf = once((union: Union): ReadonlyArray<Arm> =>
  objectsOf(union).filter((arm) => !keysIn(arm).some(({ form }) => form._tag === "Unlisted"))
)

/** The arm whose literals a value has. */
const armOf = (arms: ReadonlyArray<Arm>, value: Fields): Arm | undefined =>
  arms.find((each) => literalsOf(each).every(([key, literal]) => value[key] === literal))

/**
 * The value without the keys that are null although they only may be absent. Clients that serialize absent fields as null
 * mean nothing by them, and the real server takes null for absent. Copies along the path, or returns the value itself.
 */
export const withoutNulls = (form: Form, value: unknown): unknown => {
  if (form._tag === "List") return Array.isArray(value) ? elementsWithoutNulls(form.element, value) : value
  if (form._tag === "Struct") return isRecord(value) ? fieldsWithoutNulls(form, value) : value
  if (form._tag !== "Union") return value
  const arm = isRecord(value)
    ? armOf(armsOf(form), value)
    : form.arms.find((each) => each._tag === "List" && Array.isArray(value))
  return arm === undefined ? value : withoutNulls(arm, value)
}

/** Copies the list only if an element changed. */
const elementsWithoutNulls = (element: Form, value: ReadonlyArray<unknown>): ReadonlyArray<unknown> => {
  const copy = value.map((each) => withoutNulls(element, each))
  return copy.some((each, index) => each !== value[index]) ? copy : value
}

/** Copies the object only if a field changed. */
const fieldsWithoutNulls = (struct: Struct, value: Fields): Fields => {
  const known = keysOf(struct)
  const entries = Object.entries(value)
  const copy = entries.flatMap(([name, field]) => {
    const key = known.get(name)
    if (key === undefined) return [[name, field] as const]
    return field === null && key.optional && !takesNull(key.form)
      ? []
      : [[name, withoutNulls(key.form, field)] as const]
  })
  const isSame = copy.length === entries.length && copy.every(([name, field]) => value[name] === field)
  return isSame ? value : Object.fromEntries(copy)
}

/** Whether null is a value of the form. */
const takesNull = (form: Form): boolean => form._tag === "Null" || (form._tag === "Union" && form.arms.some(takesNull))

/** Refuses a value and lists those that are supported. */
const unsupported = (path: string, value: unknown, names: ReadonlyArray<unknown>): Refusal =>
  invalidValue(path, `Invalid value: ${quote(value)}. Supported values are: ${names.map(quote).join(", ")}.`)

/** Quotes a value in at most 64 characters. */
const quote = (value: unknown): string => `'${String(value).slice(0, 64)}'`

/** An object of unknown shape. */
type Fields = Readonly<Record<string, unknown>>

/** Whether a value is an object and no list. */
const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Whether an arm is of the kind of a value that is no object. */
const fits = (form: Form, value: unknown): boolean =>
  form._tag === "Union"
    ? form.arms.some((arm) => fits(arm, value))
    : (form._tag === "String" && typeof value === "string") || (form._tag === "List" && Array.isArray(value))

/** The object arms of a union, with those of nested unions. */
const objectsOf = (form: Form): ReadonlyArray<Arm> => {
  if (form._tag === "Union") return form.arms.flatMap(objectsOf)
  return form._tag === "Struct" || form._tag === "Entries" ? [form] : []
}

/** The declared keys of an arm. A map has none. */
const keysIn = (arm: Arm): ReadonlyArray<Key> => (arm._tag === "Struct" ? arm.keys : [])

/** The literals of an arm, which tell the arms of a union apart. */
const literalsOf = once((arm: Arm): ReadonlyArray<readonly [string, string]> =>
  keysIn(arm).flatMap(({ form, name }) => (form._tag === "Literal" ? [[name, form.literal] as const] : []))
)

/** Returns the first refusal that is found. */
const first = <A>(all: ReadonlyArray<A>, look: (each: A) => Refusal | undefined): Refusal | undefined => {
  for (const each of all) {
    const found = look(each)
    if (found !== undefined) return found
  }
  return undefined
}
