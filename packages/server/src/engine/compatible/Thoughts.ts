/**
 * Removes a model's thoughts from its words. Thoughts stand in tags like `<think>…</think>`, in the spellings that
 * models use. A tag may be split between pieces, and may never be closed. At most the length of a tag is held back.
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
/** A tag in backquotes is only mentioned, so it opens nothing. */
const anyTag = new RegExp(`(?<!\`)(?:(${opening})|(?:${escaped(closings)}))`, "i")
const closingTag = new RegExp(escaped(closings), "i")

/** Filters the words of one answer. */
export class Thoughts {
  #held = ""
  #isThinking = false
  #hasSpoken = false

  /** Takes a piece. Returns its words without thoughts. */
  push(piece: string): string {
    let text = this.#held + piece
    let words = ""
    for (;;) {
      const tag = (this.#isThinking ? closingTag : anyTag).exec(text)
      if (tag === null) break
      // A closing tag without an opening one ends thoughts that began in the prompt.
      if (!this.#isThinking && tag[1] !== undefined) words += text.slice(0, tag.index)
      this.#isThinking = tag[1] !== undefined
      text = text.slice(tag.index + tag[0].length)
    }
    const kept = tagBegun(text)
    this.#held = text.slice(kept)
    return this.#say(this.#isThinking ? words : words + text.slice(0, kept))
  }

  /** Returns what was held back, once the words have ended. */
  end(): string {
    const words = this.#isThinking ? "" : this.#held
    this.#held = ""
    return this.#say(words)
  }

  /** Drops spaces before the first word, because they belong to the thoughts before it. */
  #say(words: string): string {
    const said = this.#hasSpoken ? words : words.trimStart()
    this.#hasSpoken ||= said !== ""
    return said
  }
}

/** Returns where an incomplete tag may begin. It waits for the next piece, with the backquote before it. */
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
