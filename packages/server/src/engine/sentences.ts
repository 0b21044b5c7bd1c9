/**
 * Splits a text that arrives in pieces into parts that are spoken one after another. This is the only place where the
 * package decides that a sentence ends. Pure.
 *
 * Every character is read once. The state keeps how far the text was read, and no part grows past {@link longestPart}.
 * The work is therefore linear in the text, whatever it holds.
 */

/** How many characters a part may have. A sentence without an end is split here, after a clause or before a word. */
export const longestPart = 300

/**
 * How sure an end is. A `pause` (an ellipsis) ends a sentence if a space follows. A `stop` (`.`, `!`, `?`) also ends
 * it if a Chinese or Japanese word follows. An `end` always ends it, because its script uses the mark for nothing
 * else.
 */
type Mark = "none" | "pause" | "stop" | "end"

/** Text whose sentence has not ended yet. */
export interface OpenText {
  readonly text: string
  /** How many characters of `text` were read. */
  readonly read: number
  readonly mark: Mark
  /** The last letter, digit or symbol that was read, and the last places where a long sentence may be split. */
  readonly word: number
  readonly clause: number
  readonly blank: number
}

/** The state before the first piece. */
export const nothing: OpenText = { text: "", read: 0, mark: "none", word: -1, clause: 0, blank: 0 }

/**
 * Adds a piece. Returns the open text and the parts that are complete. All parts and the open text, joined, are the
 * text. Sentences that arrive in one piece stay one part if they fit, so that `Dr. Smith came.` stays together.
 */
export const push = (open: OpenText, piece: string): readonly [OpenText, ReadonlyArray<string>] => {
  const text = open.text + piece
  const parts: Array<string> = []
  let { blank, clause, mark, word } = open
  let from = 0
  let end = 0
  let at = open.read
  const take = (to: number): void => {
    parts.push(text.slice(from, to))
    from = to
  }
  while (at < text.length) {
    const code = text.charCodeAt(at)
    const width = isHigh(code) ? 2 : 1
    // The second half of this character has not arrived yet.
    if (at + width > text.length) break
    const kind = kindOf(code, width === 2 ? text.slice(at, at + 2) : text.charAt(at))
    if (endsBefore(mark, kind) && word >= from) end = at
    if (at + width - from > longestPart) {
      if (end > from) take(end)
      else if (clause > from) take(clause)
      else if (blank > from) take(blank)
      else take(at)
    }
    if (kind === "blank") blank = at
    if (kind === "comma") clause = at + width
    if (kind === "word" || kind === "ideograph") word = at
    mark = nextMark(mark, kind)
    at += width
  }
  if (mark === "end" && word >= from) end = at
  if (end > from) take(end)
  const rest = { text: text.slice(from), read: at - from, mark, word: word - from, clause: clause - from }
  return [{ ...rest, blank: blank - from }, parts]
}

/** Returns the last part once the text has ended. */
export const flush = ({ text }: OpenText): ReadonlyArray<string> => (text.trim() === "" ? [] : [text])

/** Whether a part has anything to say. A voice fails or makes noises if it gets punctuation only. */
export const isSpeakable = (text: string): boolean => /[\p{L}\p{N}\p{S}]/u.test(text)

type Kind = "word" | "ideograph" | "blank" | "comma" | "closer" | "pause" | "stop" | "end" | "other"

const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff

const kindOf = (code: number, character: string): Kind => {
  if ((code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39)) return "word"
  if (/[.!?．﹒]/.test(character)) return "stop"
  if (character === "…") return "pause"
  if (/\s/.test(character)) return "blank"
  if (/["')\]*_’”»›}）】〕〉》」』｣]/.test(character)) return "closer"
  if (/[,;:—–،؛、，；：]/.test(character)) return "comma"
  if (/\p{Sentence_Terminal}/u.test(character) || character === "།") return "end"
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(character)) return "ideograph"
  return /[\p{L}\p{N}\p{S}]/u.test(character) ? "word" : "other"
}

const endsBefore = (mark: Mark, kind: Kind): boolean => {
  if (mark === "none" || kind === "closer" || isMark(kind)) return false
  return mark === "end" || kind === "blank" || (mark === "stop" && kind === "ideograph")
}

const isMark = (kind: Kind): kind is Exclude<Mark, "none"> => kind === "pause" || kind === "stop" || kind === "end"

/** Of several marks in a row the surest one counts. Closing quotes and brackets belong to the marks. */
const nextMark = (mark: Mark, kind: Kind): Mark => {
  if (kind === "closer") return mark
  if (!isMark(kind)) return "none"
  return mark === "end" ? "end" : kind === "pause" && mark === "stop" ? "stop" : kind
}
