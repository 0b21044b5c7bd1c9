/**
 * `pnpm prose`: the counts that the rules of prose ask for, a row per package. `pnpm prose packages/core` also lists the
 * sentences of that folder that break a rule. Exits with 1 if a package is over a limit.
 */
import { globSync, readFileSync } from "node:fs"
import { count, type Count, isHinged, none, sentencesOf, sum } from "./Count.ts"
import { textOf } from "./Text.ts"

/** At most this share of a package's doc sentences hangs on a `;` or `:`. */
const hingedLimit = 0.12

const root = new URL("../../../", import.meta.url)
const read = (file: string) => textOf(file, readFileSync(new URL(file, root), "utf8"))

const filesOf = (pattern: string): ReadonlyArray<string> =>
  globSync(pattern, {
    cwd: root,
    exclude: (name) => /(^|\/)(node_modules|dist|generated|CHANGELOG\.md)$/.test(name)
  }).filter((file) => !file.includes("node_modules") && !file.includes("/reports/") && !file.includes("/reference/"))

const percent = (part: number, whole: number): string => (whole === 0 ? "-" : `${Math.round((100 * part) / whole)} %`)

const places = [...globSync(["packages/*", "apps/*", "tooling/*"], { cwd: root }).sort(), "docs", "*.md"]

const rowOf = (place: string): Count =>
  (place === "*.md" ? filesOf("*.md") : filesOf(`${place}/**/*.{ts,tsx,md}`))
    .map((file) => count(read(file)))
    .reduce(sum, none)

const sourceShare = (place: string): string => {
  const source = filesOf(`${place}/src/**/*.{ts,tsx}`)
    .map((file) => count(read(file)))
    .reduce(sum, none)
  return percent(source.commentLines, source.lines)
}

const [asked] = process.argv.slice(2)
if (asked !== undefined) {
  for (const file of filesOf(`${asked}/**/*.{ts,tsx,md}`)) {
    const text = read(file)
    for (const sentence of text.docs.flatMap(sentencesOf).filter(isHinged)) print(`${file}  [; or :]  ${sentence}`)
    for (const sentence of count(text).banned) print(`${file}  [word]  ${sentence}`)
  }
}

let over = 0
print(
  `${"folder".padEnd(36)}${"sentences".padStart(10)}${"; or :".padStart(8)}${"words".padStart(7)}${"comments in src".padStart(17)}`
)
for (const place of asked === undefined ? places : [asked]) {
  const row = rowOf(place)
  if (row.sentences === 0) continue
  if (row.hinged / row.sentences > hingedLimit || row.banned.length > 0) over += 1
  print(
    place.padEnd(36) +
      String(row.sentences).padStart(10) +
      percent(row.hinged, row.sentences).padStart(8) +
      String(row.banned.length).padStart(7) +
      sourceShare(place).padStart(17)
  )
}
process.exitCode = over === 0 ? 0 : 1

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
