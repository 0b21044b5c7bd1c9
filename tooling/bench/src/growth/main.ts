/**
 * `pnpm bench growth [words…]` measures the cost of twice as much of every array, map and repeated event of every
 * vocabulary. Twice as much may cost at most 2.5 times as much CPU. Only the cases whose names contain all words run.
 * Prints a line for each case as it is measured, and ends with the cases that are not linear.
 */
import { engineCases } from "./engines.ts"
import { generated } from "./generated.ts"
import { type Growth, holds, measureGrowth, type Work } from "./measureGrowth.ts"
import { sequences } from "./sequences.ts"
import { subjects } from "./subjects.ts"

/** A frame has at most 16 MiB, and twice as much has to fit. */
const largestFrame = 200_000
const largestSequence = 8192

interface Line {
  readonly name: string
  readonly prepare: (n: number) => Work
  readonly largest: number
}

/** Only the decoder measures malformed frames, because they go no further. */
const isMalformed = (name: string): boolean => name.endsWith(", malformed")

const lines: ReadonlyArray<Line> = [
  ...[...sequences, ...generated].flatMap(({ frames, name, reader }) =>
    subjects
      .filter((subject) => subject.reader === reader && (subject.name === "decode" || !isMalformed(name)))
      .map((subject) => ({
        name: `${subject.name}, ${reader}: ${name}`,
        prepare: (n: number) => subject.work(frames(n)),
        largest: sequences.some((each) => each.frames === frames) ? largestSequence : largestFrame
      }))
  ),
  ...engineCases.map(({ name, prepare }) => ({ name: `engine, ${name}`, prepare, largest: largestSequence * 4 }))
]

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const row = ({ ms, n, ratio }: Growth, name: string): string =>
  `| ${name} | ${n} | ${ms.toFixed(0)} ms | ${ratio === 1 ? "too cheap to tell" : `${ratio.toFixed(2)} x`} |`

const growth = async (words: ReadonlyArray<string>): Promise<boolean> => {
  const chosen = lines.filter(({ name }) => words.every((word) => name.includes(word)))
  say("| what there is more of | n | for n | for twice n |\n| --- | --- | --- | --- |")
  const broken: Array<string> = []
  for (const { largest, name, prepare } of chosen) {
    const found = await measureGrowth(prepare, 256, largest)
    say(row(found, name))
    if (!holds(found)) broken.push(row(found, name))
  }
  say(broken.length === 0 ? `\nAll ${chosen.length} cases are linear.` : `\nNot linear:\n${broken.join("\n")}`)
  return broken.length === 0
}

process.exitCode = (await growth(process.argv.slice(2))) ? 0 : 1
// Sockets of peers may close later. The process does not wait for them.
process.exit()
