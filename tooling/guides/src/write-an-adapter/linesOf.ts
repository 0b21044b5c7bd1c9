/**
 * Splits the pieces of a pipe into lines. Of a line that is too long the first `most` characters and a few more are passed
 * on as soon as they are there, so that nothing waits for its end and nothing that follows is kept.
 */
export const linesOf = (most: number, onLine: (line: string) => void): ((piece: string) => void) => {
  let rest = ""
  return (piece) => {
    const lines = (rest + piece).split("\n")
    rest = lines.pop() ?? ""
    for (const line of lines) onLine(line)
    if (rest.length <= most) return
    onLine(rest)
    rest = ""
  }
}
