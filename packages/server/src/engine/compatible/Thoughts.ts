/**
 * Takes the thoughts out of a model's words, in the spellings in which models write them: `<think>…</think>` and its like,
 * also where a tag is cut by the pieces, and where it is never closed. Keeps back at most a tag's length.
 */
const names = ["think", "thinking", "thought", "thoughts", "reasoning", "reflection", "scratchpad"]
const openings = [
  ...names.map((name) => `<${name}>`),
  "[think]",
  "◁think▷",
  "<|begin_of_thought|>",
  "<|channel|>analysis<|message|>"
]
const closings = [
  ...names.map((name) => `</${name}>`),
  "[/think]",
  "◁/think▷",
  "<|end_of_thought|>",
  "<|channel|>final<|message|>"
]
const tags = [...openings, ...closings]
const tagStarts = "<[◁"
const longestTag = Math.max(...tags.map(({ length }) => length))

const escaped = (tags: ReadonlyArray<string>): string =>
  tags.map((tag) => tag.replaceAll(/[|[\]]/g, String.raw`\$&`)).join("|")
const opening = escaped(openings)
/** A tag that is quoted is spoken of and opens nothing. */
const anyTag = new RegExp(`(?<!\`)(?:(${opening})|(?:${escaped(closings)}))`, "i")
const closingTag = new RegExp(escaped(closings), "i")

export class Thoughts {
  #held = ""
  #isThinking = false
  #hasSpoken = false

  /** The words of this piece that are no thoughts. */
  push(piece: string): string {
    let text = this.#held + piece
    let words = ""
    for (;;) {
      const tag = (this.#isThinking ? closingTag : anyTag).exec(text)
      if (tag === null) break
      // A closing tag alone ends thoughts that began in the prompt.
      if (!this.#isThinking && tag[1] !== undefined) words += text.slice(0, tag.index)
      this.#isThinking = tag[1] !== undefined
      text = text.slice(tag.index + tag[0].length)
    }
    const kept = tagBegun(text)
    this.#held = text.slice(kept)
    return this.#say(this.#isThinking ? words : words + text.slice(0, kept))
  }

  /** What was kept back, once the words have ended. */
  end(): string {
    const words = this.#isThinking ? "" : this.#held
    this.#held = ""
    return this.#say(words)
  }

  /** Blanks before the first word belong to the thoughts before them. */
  #say(words: string): string {
    const said = this.#hasSpoken ? words : words.trimStart()
    this.#hasSpoken ||= said !== ""
    return said
  }
}

/** Where a tag may have begun that is not whole yet: it, and the quote before it, wait for the next piece. */
const tagBegun = (text: string): number => {
  for (let at = Math.max(0, text.length - longestTag); at < text.length; at++) {
    const first = text.charAt(at)
    if (first === "`" && at === text.length - 1) return at
    if (!tagStarts.includes(first)) continue
    const tail = text.slice(at).toLowerCase()
    if (tags.some((tag) => tag.startsWith(tail))) return text.charAt(at - 1) === "`" ? at - 1 : at
  }
  return text.length
}
