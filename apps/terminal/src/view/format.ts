/** Formats times and texts for a terminal. */
import { CliOutput } from "effect/cli"

/** A time in ms as seconds with two decimals, such as `6.10 s`. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`

/**
 * Control characters, invisible characters, characters that turn the direction of writing, and line separators. A joiner
 * between two letters or two pictures is part of a word or of an emoji, and steers nothing.
 */
const steering =
  /(?<=[\p{L}\p{M}\p{Emoji_Modifier}\p{Extended_Pictographic}])[\u200c\u200d](?=[\p{L}\p{M}\p{Extended_Pictographic}])|([\p{Cc}\p{Cf}\p{Zl}\p{Zp}])/gu

/** Makes a text from elsewhere safe for a terminal or a log. Characters that could steer it become visible, line feeds too. */
export const printable = (text: string): string =>
  text.replaceAll(steering, (found: string, foreign: string | undefined) =>
    foreign === undefined ? found : "\u{fffd}"
  )

/** The number of columns that a text takes. */
export const widthOf = CliOutput.displayWidth

/** A text cut to `width` columns. */
export const cut = (text: string, width: number): string =>
  widthOf(text) <= width ? text : `${head(text, width - 1)}…`

/** Wraps a text from elsewhere into printable lines of at most `width` columns, between words if possible. */
export const wrap = (text: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(/\s+/).flatMap((each) => pieces(printable(each), width))) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line)
      line = ""
    }
    line = line === "" ? word : `${line} ${word}`
  }
  return line === "" ? lines : [...lines, line]
}

/** Splits a text into the characters that a reader sees. */
const graphemes = new Intl.Segmenter()

/** As much of the start of a text as fits into `width` columns. */
const head = (text: string, width: number): string => {
  let start = ""
  let taken = 0
  for (const { segment } of graphemes.segment(text)) {
    taken += widthOf(segment)
    if (taken > width) break
    start += segment
  }
  return start
}

/** Splits a word that is wider than a line. */
const pieces = (word: string, width: number): ReadonlyArray<string> => {
  const start = head(word, width)
  return start === word || start === "" ? [word] : [start, ...pieces(word.slice(start.length), width)]
}
