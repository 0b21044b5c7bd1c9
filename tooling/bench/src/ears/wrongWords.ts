/** How many words of a transcript are wrong: put in, left out or replaced (the word error rate of the field). */

const wordsOf = (text: string): ReadonlyArray<string> =>
  text
    .toLowerCase()
    .replaceAll("-", "")
    .split(/[^\p{L}\d']+/u)
    .filter((word) => word !== "")

/** Compares words without case and punctuation. */
export const wrongWords = (said: string, written: string): { readonly words: number; readonly wrong: number } => {
  const [expected, got] = [wordsOf(said), wordsOf(written)]
  let row = Array.from({ length: got.length + 1 }, (_, at) => at)
  for (const [index, word] of expected.entries()) {
    const next = [index + 1]
    for (const [at, other] of got.entries()) {
      const replaced = (row[at] ?? 0) + (word === other ? 0 : 1)
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1))
    }
    row = next
  }
  return { words: expected.length, wrong: row.at(-1) ?? 0 }
}
