/** Makes streamed text safe for a terminal. */
import { printable } from "./format.ts"

/**
 * Text from elsewhere that arrives in pieces, cut anywhere. Returns what may be written to a terminal. A character is never
 * halved, so half of a surrogate pair and a joiner wait for the next piece. Line feeds stay. One instance per text.
 */
export class Pieces {
  #kept = ""
  /** The last character that was written, which decides about a joiner that follows. */
  #before = ""

  /** Takes a piece and returns what can be written now. */
  push(piece: string): string {
    const text = this.#kept + piece
    const whole = text.replace(unfinished, "")
    this.#kept = text.slice(whole.length)
    return this.#write(whole)
  }

  /** Returns what was kept back, at the end of the text. */
  end(): string {
    const rest = this.#kept
    this.#kept = ""
    const written = this.#write(rest)
    this.#before = ""
    return written
  }

  #write(text: string): string {
    if (text === "") return ""
    const before = this.#before
    const written = (before + text)
      .split("\n")
      .map((line) => printable(line.toWellFormed()))
      .join("\n")
      .slice(before.length)
    this.#before = /.$/su.exec(written)?.[0] ?? ""
    return written
  }
}

/** A joiner at the end, half of a surrogate pair, or both. */
const unfinished = /[\u200c\u200d]?[\ud800-\udbff]?$/
