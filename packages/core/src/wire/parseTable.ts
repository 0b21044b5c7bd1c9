/**
 * Reads the forms of a vocabulary from its table. `scripts/tables.ts` writes the table from the schemas. A line is one
 * event, or after the empty line one shape. Shapes are named by their place, from 0, because a page carries the table.
 *
 * ```text
 * response.output_item.added event_id? response_id output_index?int item:12
 *
 * type:"message" role:"assistant" content!emptyList:[#3] id? object? status?
 * =realtime 1|27|8
 * ```
 *
 * The line of an event leaves its discriminant out. A key without a type is a string. `?` marks a key that may be absent
 * or null, `??` one that may be absent, and `!` names what fills it in. `^12` is a shape of the table that this one refers to.
 * `[X]` is a list, `[#X]` a list with places, `{X}` a map and `=` a union, with the label of the arm that stands for an absent
 * discriminant.
 */
import { isFillName } from "./fills.ts"
import type { Form, Forms, Key, Plain } from "./Form.ts"

/** The forms of a table, and its shapes by their numbers. */
export interface TableForms extends Forms {
  readonly shape: (number: string) => Form | undefined
}

const plain: Readonly<Record<string, Plain>> = {
  string: { _tag: "String" },
  number: { _tag: "Number" },
  finite: { _tag: "Finite" },
  int: { _tag: "Int" },
  boolean: { _tag: "Boolean" },
  null: { _tag: "Null" },
  any: { _tag: "Any" },
  unlisted: { _tag: "Unlisted" }
}

const keyPattern = /^(\w+)!?(\w*)(\??\??):?(.*)/

/** Returns the forms of a table. Reads a line at its first use. `base` is the table that this one refers to. */
export const parseTable = (table: string, base?: TableForms): TableForms => {
  const forms = new Map<string, Form>()
  let types: ReadonlyArray<string> | undefined
  let read: ReadonlyMap<string, string> | undefined

  const lines = () => (read ??= linesOf(table))

  const named = (name: string): Form | undefined => {
    const known = forms.get(name)
    const line = known === undefined ? lines().get(name) : undefined
    if (line === undefined) return known
    const form = line[0] === "=" ? union(line) : struct(name, line)
    forms.set(name, form)
    return form
  }

  const struct = (name: string, line: string): Form => {
    const keys = line === "" ? [] : line.split(" ").map(keyOf)
    return { _tag: "Struct", keys: isEvent(name) ? [keyOf(`type:"${name}"`), ...keys] : keys }
  }

  const union = (line: string): Form => {
    const [assumed = "", arms = ""] = line.slice(1).split(" ")
    return { _tag: "Union", arms: arms.split("|").map(atom), assumed: assumed === "" ? undefined : assumed }
  }

  const keyOf = (text: string): Key => {
    const [, name = "", fill = "", absent = "", type = ""] = keyPattern.exec(text) ?? []
    const form = atom(type === "" ? "string" : type)
    return {
      name,
      optional: absent !== "",
      fill: isFillName(fill) ? fill : undefined,
      form: absent === "?" ? { _tag: "Union", arms: [form, atom("null")], assumed: undefined } : form
    }
  }

  const atom = (text: string): Form => {
    const inner = text.slice(1, -1)
    switch (text[0]) {
      case '"':
        return { _tag: "Literal", literal: inner }
      case "[":
        return inner[0] === "#"
          ? { _tag: "List", element: atom(inner.slice(1)), placed: true }
          : { _tag: "List", element: atom(inner), placed: false }
      case "{":
        return { _tag: "Entries", value: atom(inner) }
    }
    const form = plain[text] ?? (text[0] === "^" ? base?.shape(text.slice(1)) : named(text))
    if (form === undefined) throw new TypeError(`The table has no ${text}.`)
    return form
  }

  return {
    get types() {
      return (types ??= [...lines().keys()].filter(isEvent))
    },
    of: (type) => (isEvent(type) ? named(type) : undefined),
    shape: named
  }
}

/** The lines of events by their names, and those of shapes by their numbers. */
const linesOf = (table: string): ReadonlyMap<string, string> => {
  const [events = "", shapes = ""] = table.trim().split("\n\n")
  return new Map([...events.split("\n").map(nameAndRest), ...shapes.split("\n").map(numbered)])
}

const nameAndRest = (line: string): readonly [string, string] => {
  const [name = ""] = line.split(" ")
  return [name, line.slice(name.length + 1)]
}

const numbered = (line: string, at: number): readonly [string, string] => [`${at}`, line]

/** Whether a name is that of an event. Every other line has a number. */
const isEvent = (name: string): boolean => name >= "a"
