/** Breaks streamed text into the lines of a terminal. */
import { widthOf } from "./format.ts"

/** Splits a text into the characters that a reader sees. */
const graphemes = new Intl.Segmenter()

/**
 * Printable text that arrives in pieces. Returns what may be written, with line feeds between words where the terminal would
 * break a word. A word waits for its end, or for the width of the terminal. One instance per text.
 */
export class LineBreaks {
  #word = ""
  #column = 0

  /** Takes a piece and returns what can be written now. */
  push(piece: string, columns: number): string {
    let out = ""
    for (const { segment } of graphemes.segment(piece)) {
      if (segment === "\n") {
        out += `${this.#place(columns)}\n`
        this.#column = 0
      } else if (segment === " ") {
        out += this.#place(columns)
        // A space at the end of a line would begin the next one.
        if (this.#column < columns) {
          out += " "
          this.#column += 1
        }
      } else {
        this.#word += segment
        // Scripts of wide characters have no spaces, and break anywhere.
        if (widthOf(segment) > 1 || widthOf(this.#word) >= columns) out += this.#place(columns)
      }
    }
    return out
  }

  /** Returns the last word, at the end of the text. */
  end(columns: number): string {
    const out = this.#place(columns)
    this.#column = 0
    return out
  }

  /** Writes the word, on the next line if this one has no room. */
  #place(columns: number): string {
    const width = widthOf(this.#word)
    const isNext = this.#column > 0 && this.#column + width > columns
    const out = isNext ? `\n${this.#word}` : this.#word
    this.#column = (isNext ? 0 : this.#column) + width
    this.#word = ""
    return out
  }
}
