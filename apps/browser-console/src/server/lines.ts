import { StringDecoder } from "node:string_decoder"

/** Characters of a line that are read. */
const maxLine = 64 * 1024

/**
 * Splits what a process writes into lines at line feeds alone. `node:readline` splits at U+2028 as well, which stands in JSON
 * unescaped. A character that is cut between two pieces stays whole, and a line over 64 KiB is left out.
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
