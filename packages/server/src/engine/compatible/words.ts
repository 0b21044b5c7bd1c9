/** The words in the content of a message, as servers write it. */
import { field } from "./json.ts"

/** Parts of a content that are for the model alone. */
const unspoken = /think|thought|reason|analysis/i

/** Text, a part, or a list of either; thoughts are left out. `undefined` if it holds nothing that is known. */
export const wordsIn = (content: unknown): string | undefined => {
  if (!Array.isArray(content)) return wordsOf(content)
  const known = content.flatMap((part) => wordsOf(part) ?? [])
  return known.length === 0 && content.length > 0 ? undefined : known.join("")
}

const wordsOf = (part: unknown): string | undefined => {
  if (typeof part === "string") return part
  const type = field(part, "type")
  if (typeof type === "string" && unspoken.test(type)) return ""
  const text = field(part, "text") ?? field(part, "refusal") ?? field(part, "content")
  // The Assistants API wraps a text as `{value}`.
  const words = field(text, "value") ?? text
  return typeof words === "string" ? words : undefined
}

/** Keeps a half of a character back until its other half comes. */
export class WholeCharacters {
  #half = ""

  push(text: string): string {
    const all = this.#half + text
    const isHalf = /[\uD800-\uDBFF]$/.test(all)
    this.#half = isHalf ? all.slice(-1) : ""
    return isHalf ? all.slice(0, -1) : all
  }
}
