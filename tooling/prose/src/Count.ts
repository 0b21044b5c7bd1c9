/** Counts how well a text keeps the rules of prose in CONTRIBUTING. */
import type { Text } from "./Text.ts"

/** Words that the rules ban, because they hide the actor or read as translated. */
const banned = /\b(told|whoever|nobody|for good|so many|hears?)\b/gi

export interface Count {
  readonly sentences: number
  /** Sentences that contain a `;` or a `:`. */
  readonly hinged: number
  /** Each sentence that contains a banned word. */
  readonly banned: ReadonlyArray<string>
  readonly commentLines: number
  readonly lines: number
}

export const none: Count = { sentences: 0, hinged: 0, banned: [], commentLines: 0, lines: 0 }

export const count = ({ commentLines, docs, lines, strings }: Text): Count => {
  const sentences = docs.flatMap(sentencesOf)
  return {
    sentences: sentences.length,
    hinged: sentences.filter(isHinged).length,
    banned: [...sentences, ...strings.map(plain)].filter((sentence) => sentence.search(banned) !== -1),
    commentLines,
    lines
  }
}

export const sum = (left: Count, right: Count): Count => ({
  sentences: left.sentences + right.sentences,
  hinged: left.hinged + right.hinged,
  banned: [...left.banned, ...right.banned],
  commentLines: left.commentLines + right.commentLines,
  lines: left.lines + right.lines
})

/** Splits a block into sentences. A sentence ends at its full stop or at the end of the block. */
export const sentencesOf = (block: string): ReadonlyArray<string> =>
  plain(block)
    .split(/(?<=[.!?])\s+(?=["(`]?[A-Z0-9_])/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[a-z]+\s+[a-z]+/i.test(sentence))

/** Replaces code and addresses by one word each, because they are not prose. A link keeps its text. */
export const plain = (text: string): string =>
  text
    .replace(/`[^`]*`/g, "X")
    .replace(/\{@link [^}]*\}/g, "X")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/https?:\/\/\S+/g, "X")
    .replace(/\s+/g, " ")

export const isHinged = (sentence: string): boolean => /[;:](?=\s|$)/.test(sentence)
