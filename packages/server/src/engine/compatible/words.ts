/** Reads the words in the content of a message, in the shapes that servers use. */
import { field } from "./json.ts"

/** The types of parts that hold a model's thoughts. */
const unspoken = /think|thought|reason|analysis/i

/** Reads a text, a part, or a list of them, without thoughts. Returns `undefined` if none has a known shape. */
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

/** Holds back half a character until the other half arrives. */
export class WholeCharacters {
  #half = ""

  /** Takes a piece. Returns it up to the last whole character. */
  push(text: string): string {
    const all = this.#half + text
    const isHalf = /[\uD800-\uDBFF]$/.test(all)
    this.#half = isHalf ? all.slice(-1) : ""
    return isHalf ? all.slice(0, -1) : all
  }
}
