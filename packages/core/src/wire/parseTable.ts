/**
 * Reads the forms of a vocabulary from its table. `scripts/tables.ts` writes the table from the schemas. A line is one
 * event or one shape.
 *
 * ```text
 * response.output_item.added event_id?:string|null response_id:string output_index?:int|null item:ConversationItem
 * AssistantMessageItem id?:string|null type:"message" role:"assistant" content!emptyList:[#AssistantContent]
 * Session =realtime SessionRealtime|SessionTranscription|UnlistedSession
 * ```
 *
 * A name with a small first letter is an event, and its line leaves its discriminant out. `?` marks a key that may be
 * absent, `!` names what fills it in, `[X]` is a list, `[#X]` a list with places, `{X}` a map and `=` a union, with the
 * label of the arm that stands for an absent discriminant.
 */
import { isFillName } from "./fills.ts"
import type { Form, Forms, Key, Plain } from "./Form.ts"

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

/** Returns the forms of a table. Reads a line at its first use. */
export const parseTable = (table: string): Forms => {
  const forms = new Map<string, Form>()
  let types: ReadonlyArray<string> | undefined
  let read: ReadonlyMap<string, string> | undefined
  const lines = () => (read ??= new Map(table.trim().split("\n").map(nameAndRest)))

  const named = (name: string): Form | undefined => {
    const known = forms.get(name)
    if (known !== undefined) return known
    const line = lines().get(name)
    if (line === undefined) return undefined
    const form = line.startsWith("=") ? union(line) : struct(name, line)
    forms.set(name, form)
    return form
  }

  const struct = (name: string, line: string): Form => {
    const keys = line.split(" ").map(keyOf)
    return { _tag: "Struct", keys: isEvent(name) ? [discriminantOf(name), ...keys] : keys }
  }

  const union = (line: string): Form => {
    const [assumed = "", arms = ""] = line.slice(1).split(" ")
    return { _tag: "Union", arms: arms.split("|").map(atom), assumed: assumed === "" ? undefined : assumed }
  }

  const keyOf = (text: string): Key => {
    const colon = text.indexOf(":")
    const [name = "", fill = ""] = text.slice(0, colon).split("!")
    const optional = name.endsWith("?")
    return {
      name: optional ? name.slice(0, -1) : name,
      optional,
      fill: isFillName(fill) ? fill : undefined,
      form: typeOf(text.slice(colon + 1))
    }
  }

  const typeOf = (text: string): Form => {
    const arms = text.split("|").map(atom)
    const [only] = arms
    return only !== undefined && arms.length === 1 ? only : { _tag: "Union", arms, assumed: undefined }
  }

  const atom = (text: string): Form => {
    const inner = text.slice(1, -1)
    switch (text[0]) {
      case '"':
        return { _tag: "Literal", literal: inner }
      case "[":
        return inner.startsWith("#")
          ? { _tag: "List", element: atom(inner.slice(1)), placed: true }
          : { _tag: "List", element: atom(inner), placed: false }
      case "{":
        return { _tag: "Entries", value: atom(inner) }
    }
    const form = plain[text] ?? named(text)
    if (form === undefined)
      throw new TypeError(`The table has no line ${text}. Write it again with \`node scripts/tables.ts\`.`)
    return form
  }

  return {
    get types() {
      return (types ??= [...lines().keys()].filter(isEvent))
    },
    of: (type) => (isEvent(type) ? named(type) : undefined)
  }
}

const nameAndRest = (line: string): readonly [string, string] => {
  const space = line.indexOf(" ")
  return [line.slice(0, space), line.slice(space + 1)]
}

const discriminantOf = (name: string): Key => ({
  name: "type",
  optional: false,
  fill: undefined,
  form: { _tag: "Literal", literal: name }
})

/** Whether a name is that of an event. Names of shapes begin with a capital. The character after `z` is `{`. */
const isEvent = (name: string): boolean => name >= "a" && name < "{"
