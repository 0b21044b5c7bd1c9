/** The folders of the project whose prose is counted, and the counts of each. */
import { globSync, readFileSync } from "node:fs"
import { count, type Count, isHinged, none, sentencesOf, sum } from "./Count.ts"
import { textOf } from "./Text.ts"

const root = new URL("../../../", import.meta.url)
const read = (file: string) => textOf(file, readFileSync(new URL(file, root), "utf8"))

/** Every package, app and tool, the documentation, and the pages at the root. */
export const places: ReadonlyArray<string> = [
  ...globSync(["packages/*", "apps/*", "tooling/*"], { cwd: root }).sort(),
  "docs",
  "*.md"
]

const leftOut = /(^|\/)(node_modules|dist|generated|reports|reference|CHANGELOG\.md)(\/|$)/

const filesOf = (pattern: string): ReadonlyArray<string> =>
  globSync(pattern, { cwd: root, exclude: (name) => leftOut.test(name) }).filter((file) => !leftOut.test(file))

const counted = (pattern: string): Count =>
  filesOf(pattern)
    .map((file) => count(read(file)))
    .reduce(sum, none)

const patternOf = (place: string): string => (place.endsWith(".md") ? place : `${place}/**/*.{ts,tsx,md}`)

/** The counts of a place, over the docs and messages of its sources, tests and pages. */
export const countsOf = (place: string): Count => counted(patternOf(place))

/** The counts of a place's sources alone. */
export const sourceCountsOf = (place: string): Count => counted(`${place}/src/**/*.{ts,tsx}`)

/** Each sentence of a place that breaks a rule, with its file and the rule. */
export const breachesOf = (place: string): ReadonlyArray<string> =>
  filesOf(patternOf(place)).flatMap((file) => {
    const text = read(file)
    return [
      ...text.docs
        .flatMap(sentencesOf)
        .filter(isHinged)
        .map((sentence) => `${file}  [; or :]  ${sentence}`),
      ...count(text).banned.map((sentence) => `${file}  [word]  ${sentence}`)
    ]
  })
