import { printable } from "./format.ts"

/**
 * Words from elsewhere that come in pieces, cut anywhere, as they may be written to a terminal. A character is never halved:
 * the half of a pair, and a joiner, wait for what follows. Line feeds stay.
 */
export class Pieces {
  #kept = ""
  /** The last character that was written, which decides about a joiner that follows. */
  #before = ""

  /** What can be written now. */
  push(piece: string): string {
    const text = this.#kept + piece
    const whole = text.replace(unfinished, "")
    this.#kept = text.slice(whole.length)
    return this.#write(whole)
  }

  /** What was kept back, at the end of the words. */
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

/** A joiner at the end, the half of a pair, or both. */
const unfinished = /[\u200c\u200d]?[\ud800-\udbff]?$/
