/**
 * Returns the name that was probably meant. It has the fewest edits, or one name contains the other. Returns
 * `undefined` if none is close.
 */
export const nearest = (name: string, names: ReadonlyArray<string>): string | undefined => {
  const wanted = plain(name)
  let best: string | undefined
  let least = Math.max(2, wanted.length / 3) + 1
  for (const each of names) {
    const known = plain(each)
    const holds = wanted.length > 2 && (wanted.includes(known) || known.includes(wanted))
    const distance = holds ? 1 : edits(wanted, known)
    if (distance >= least) continue
    least = distance
    best = each
  }
  return best
}

/** Names are short. A longer text is compared by its start. */
const plain = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .slice(0, 64)

/** Levenshtein's distance. */
const edits = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const above = row
    row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
  }
  return row[b.length] ?? 0
}

/**
 * Returns the name of which this one is a slip of the hand, or `undefined`. It is more careful than {@link nearest},
 * because the name may also be new. Only case and separators, letters in another order, or one wrong letter in a word
 * of five (two in a word of eight) are slips.
 */
export const misspelled = (name: string, names: ReadonlyArray<string>): string | undefined => {
  const wanted = plain(name)
  const isSlip = (known: string): boolean => {
    if (known === wanted) return true
    const shorter = Math.min(known.length, wanted.length)
    if (shorter < 5) return false
    return sorted(known) === sorted(wanted) || edits(wanted, known) <= (shorter < 8 ? 1 : 2)
  }
  return names.find((each) => isSlip(plain(each)))
}

const sorted = (name: string): string => [...name].sort().join("")
