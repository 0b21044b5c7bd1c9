/** Splits the output of a process into lines. */
import { StringDecoder } from "node:string_decoder"

/** The longest line that is read, in characters. */
const maxLine = 64 * 1024

/**
 * Splits at line feeds alone. `node:readline` also splits at U+2028, which stands in JSON unescaped. A character that is cut
 * between two pieces stays whole. A line over 64 KiB is left out.
 */
export const makeLines = (onLine: (line: string) => void): ((bytes: Uint8Array) => void) => {
  const decoder = new StringDecoder("utf8")
  let line = ""
  let isTooLong = false
  const add = (text: string): void => {
    if (isTooLong || line.length + text.length > maxLine) {
      line = ""
      isTooLong = true
    } else line += text
  }
  return (bytes) => {
    const [first = "", ...rest] = decoder.write(bytes).split("\n")
    add(first)
    for (const next of rest) {
      if (!isTooLong) onLine(line.replace(/\r$/, ""))
      line = ""
      isTooLong = false
      add(next)
    }
  }
}
