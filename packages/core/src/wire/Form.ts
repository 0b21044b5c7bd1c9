/**
 * What parsed JSON must look like, as plain data. Checks and mends run over forms. A form comes from the table of a
 * vocabulary, which a build step writes from the schemas, so a page that only decodes has no schema in it.
 */
import type { FillName } from "./fills.ts"

/** A form without parts. `Unlisted` is a string that names no other arm of its union. */
export interface Plain {
  readonly _tag: "String" | "Number" | "Finite" | "Int" | "Boolean" | "Null" | "Any" | "Unlisted"
}

/** Exactly this string. */
export interface Literal {
  readonly _tag: "Literal"
  readonly literal: string
}

/** One declared key of an object. */
export interface Key {
  readonly name: string
  readonly optional: boolean
  /** How `decode` fills the key in if it is absent, or undefined if it does not. */
  readonly fill: FillName | undefined
  readonly form: Form
}

/** An object with declared keys. It may have others. */
export interface Struct {
  readonly _tag: "Struct"
  readonly keys: ReadonlyArray<Key>
}

/** An object used as a map. Every value has one form. */
export interface Entries {
  readonly _tag: "Entries"
  readonly value: Form
}

/** A list. Other events refer to the places of a `placed` list by index. */
export interface List {
  readonly _tag: "List"
  readonly element: Form
  readonly placed: boolean
}

/** One of several forms. */
export interface Union {
  readonly _tag: "Union"
  readonly arms: ReadonlyArray<Form>
  /** The label of the arm that is read if the discriminant is absent, or undefined if there is none. */
  readonly assumed: string | undefined
}

export type Form = Plain | Literal | Struct | Entries | List | Union

/** The form of each event of a vocabulary, by its literal. */
export interface Forms {
  /** The literals, in the order of the protocol. */
  readonly types: ReadonlyArray<string>
  /** Returns the form that a literal names, or undefined if there is none. Always returns the same object. */
  readonly of: (type: string) => Form | undefined
}

/** `X | null` as its `X`, since most fields of a server's objects may be null. */
export const withoutNull = (form: Form): Form | undefined => {
  if (form._tag !== "Union" || form.arms.length !== 2) return undefined
  const [inner, nothing] = form.arms
  return nothing?._tag === "Null" ? inner : undefined
}
