/** How times and texts are written. */

/** A time in ms as seconds with two decimals: `6.10 s`. */
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`

/** A text in lines of at most `width` columns. */
export const wrap = (text: string, width: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line)
      line = ""
    }
    line = line === "" ? word : `${line} ${word}`
  }
  return line === "" ? lines : [...lines, line]
}

/** A text cut to `width` columns. */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
