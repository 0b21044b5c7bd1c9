/** Numbers that were spoken, as digits. A recognizer writes some as words and some as digits. */

const units = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
  "thirteen",
  "fourteen",
  "fifteen",
  "sixteen",
  "seventeen",
  "eighteen",
  "nineteen"
]
const tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
const scales: Readonly<Record<string, number>> = { hundred: 100, thousand: 1000, million: 1_000_000 }

const values = new Map<string, number>([
  ...units.map((word, value) => [word, value] as const),
  ...tens.map((word, index) => [word, 20 + 10 * index] as const)
])

const one = `(?:${[...values.keys(), ...Object.keys(scales)].join("|")})`
const spoken = new RegExp(`\\b${one}(?:(?:[ -]|\\s+and\\s+)${one}){0,12}\\b`, "gi")

/** Replaces each number that is written in words, up to millions. "twenty-five" becomes "25". */
export const withDigits = (text: string): string =>
  text.replaceAll(/(\d),(?=\d{3}\b)/g, "$1").replaceAll(spoken, (words) => {
    const parts = words
      .toLowerCase()
      .split(/[\s-]+/)
      .filter((word) => word !== "and")
    // "hundred" alone is no number, and neither is a list such as "one two three".
    const value = valueOf(parts)
    return value === undefined ? words : String(value)
  })

const valueOf = (words: ReadonlyArray<string>): number | undefined => {
  let total = 0
  let group: number | undefined
  for (const word of words) {
    const value = values.get(word)
    const scale = scales[word]
    if (value !== undefined) {
      const fits =
        group === undefined || (group % 100 === 0 && group > 0) || (group % 10 === 0 && group % 100 >= 20 && value < 10)
      if (!fits) return undefined
      group = (group ?? 0) + value
    } else if (group === undefined) return undefined
    else if (scale === 100) group *= 100
    else if (scale !== undefined) {
      total += group * scale
      group = undefined
    }
  }
  return total + (group ?? 0)
}
