/** The names of content parts that GA-named servers took over from the beta. */
import type { Frame, Note } from "@antiphon/core/transport"
import { fieldsAt, isFields, listAt, textAt, withFields } from "./values.ts"

const names: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  assistant: { text: "output_text", audio: "output_audio" },
  user: { text: "input_text", audio: "input_audio" },
  system: { text: "input_text" }
}

/** Gives the parts of every item in a frame GA's names. A frame that has them already is returned itself. */
export const contentToGa = (frame: Frame, note: Note): Frame => {
  if (isFields(frame["item"])) {
    const item = itemToGa(frame["item"], ["item"], note)
    return item === frame["item"] ? frame : withFields(frame, { item })
  }
  const response = fieldsAt(frame, "response")
  const output = listAt(response, "output")
  const items = output.map((item, at) => (isFields(item) ? itemToGa(item, ["response", "output", at], note) : item))
  return items.some((item, at) => item !== output[at])
    ? withFields(frame, { response: { ...response, output: items } })
    : frame
}

const itemToGa = (
  item: Readonly<Record<string, unknown>>,
  path: ReadonlyArray<string | number>,
  note: Note
): Readonly<Record<string, unknown>> => {
  const known = names[textAt(item, "role") ?? ""]
  if (known === undefined) return item
  let changed = false
  const content = listAt(item, "content").map((part, at) => {
    const name = known[textAt(part, "type") ?? ""]
    if (name === undefined || !isFields(part)) return part
    changed = true
    note([...path, "content", at, "type"], `is ${name} in GA`)
    return { ...part, type: name }
  })
  return changed ? { ...item, content } : item
}
