/**
 * `pnpm bench growth [words…]` measures the cost of twice as much of every array, map and repeated event of every
 * vocabulary. Twice as much may cost at most 2.5 times as much CPU. Only the cases whose names contain all words run.
 * Prints a line for each case as it is measured, and ends with a table by part. A run of all cases takes about three
 * minutes of CPU and writes `docs/growth.md`.
 */
import { writeFileSync } from "node:fs"
import { cpus } from "node:os"
import type { Subject } from "./Case.ts"
import { engineCases } from "./engines.ts"
import { generated } from "./generated.ts"
import { type Growth, holds, measureGrowth, most, type Work } from "./measureGrowth.ts"
import { sequences } from "./sequences.ts"
import { subjects } from "./subjects.ts"

const report = new URL("../../../../docs/growth.md", import.meta.url)

interface Line {
  readonly part: string
  readonly name: string
  readonly prepare: (n: number) => Work
  readonly first: number
  readonly largest: number
}

/** The sizes begin where a copy of a list for each event would show. A frame has at most 16 MiB. */
const sizesOf = (subject: Subject, isSequence: boolean): Pick<Line, "first" | "largest"> => {
  if (!isSequence) return { first: 4096, largest: 65_536 }
  return subject.name === "state" ? { first: 4096, largest: 32_768 } : { first: 2048, largest: 16_384 }
}

const lines: ReadonlyArray<Line> = [
  ...subjects.flatMap((subject) =>
    [...sequences, ...generated]
      .filter((each) => subject.reader === each.reader && subject.differs(each))
      .map(({ frames, kind, name }) => ({
        part: subject.name,
        name: `${subject.name}, ${subject.reader}: ${name}`,
        prepare: (n: number) => subject.work(frames(n)),
        ...sizesOf(subject, kind === "sequence")
      }))
  ),
  ...engineCases.map(({ name, prepare }) => ({
    part: "engine",
    name: `engine, ${name}`,
    prepare,
    first: 2048,
    largest: 65_536
  }))
]

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const times = ({ ratio }: Growth): string => (ratio === undefined ? "too cheap to measure" : `${ratio.toFixed(2)} x`)
const row = (name: string, growth: Growth): string =>
  `| ${name} | ${growth.n} | ${growth.ms.toFixed(1)} ms | ${times(growth)} |`

interface Measured {
  readonly line: Line
  readonly growth: Growth
}

/** One row for each part, with the case that grows most. */
const tableOf = (measured: ReadonlyArray<Measured>): string => {
  const rows = [...Map.groupBy(measured, ({ line }) => line.part)].map(([part, all]) => {
    const [worst] = all.toSorted((a, b) => (b.growth.ratio ?? 0) - (a.growth.ratio ?? 0))
    const cheap = all.filter(({ growth }) => growth.ratio === undefined).length
    return worst === undefined
      ? ""
      : `| ${part} | ${all.length} | ${cheap} | ${worst.line.name} | ${worst.growth.n} | ${times(worst.growth)} |`
  })
  return `| Part | Cases | Too cheap to measure | Case that grows most | n | Twice n costs |\n| --- | --- | --- | --- | --- | --- |\n${rows.join("\n")}`
}

const growth = async (words: ReadonlyArray<string>): Promise<boolean> => {
  const chosen = lines.filter(({ name }) => words.every((word) => name.includes(word)))
  const measured: Array<Measured> = []
  say("| What there is more of | n | CPU for n | Twice n costs |\n| --- | --- | --- | --- |")
  for (const line of chosen) {
    const found = await measureGrowth(line.prepare, line.first, line.largest)
    measured.push({ line, growth: found })
    say(row(line.name, found))
  }
  const broken = measured.filter((each) => !holds(each.growth))
  const verdict =
    broken.length === 0
      ? `All ${measured.length} cases stay within ${most} times.`
      : `Not linear:\n\n${broken.map((each) => row(each.line.name, each.growth)).join("\n")}`
  const table = `${tableOf(measured)}\n\n${verdict}\n`
  say(`\n${table}\n${(process.cpuUsage().user / 1e6).toFixed(0)} s of CPU`)
  if (words.length === 0) writeFileSync(report, pageOf(table))
  return broken.length === 0
}

const pageOf = (table: string): string => `# Growth

\`pnpm bench growth\` writes this page. It measures whether work is linear in what a peer sends. The cases are every array and
map of every event of all vocabularies, each kind of event that a peer can repeat, and the answers of engines. Twice as much
may cost at most ${most} times as much CPU time.

Measured on ${cpus()[0]?.model.trim() ?? "an unknown processor"}, Node ${process.version}, on ${new Date().toISOString().slice(0, 10)}.

${table}`

process.exitCode = (await growth(process.argv.slice(2))) ? 0 : 1
// Sockets of peers may close later. The process does not wait for them.
process.exit()
