/**
 * `pnpm prose` prints how well each package keeps the rules of prose. `pnpm prose packages/core` prints the row of that
 * folder and lists its sentences that break a rule.
 */
import type { Count } from "./Count.ts"
import { breachesOf, countsOf, places, sourceCountsOf } from "./Places.ts"

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const percent = (part: number, whole: number): string => (whole === 0 ? "-" : `${Math.round((100 * part) / whole)} %`)

const printRow = (place: string, counts: Count, source: Count): void =>
  print(
    place.padEnd(36) +
      String(counts.sentences).padStart(10) +
      percent(counts.hinged, counts.sentences).padStart(8) +
      String(counts.banned.length).padStart(7) +
      percent(source.commentLines, source.lines).padStart(17)
  )

const [asked] = process.argv.slice(2)
if (asked !== undefined) for (const breach of breachesOf(asked)) print(breach)
print(
  `${"folder".padEnd(36)}${"sentences".padStart(10)}${"; or :".padStart(8)}${"words".padStart(7)}${"comments in src".padStart(17)}`
)
for (const place of asked === undefined ? places : [asked]) {
  const counts = countsOf(place)
  if (counts.sentences > 0) printRow(place, counts, sourceCountsOf(place))
}
