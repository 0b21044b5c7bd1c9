/**
 * `pnpm bench growth [words…]`: what twice as much of something costs, for every array, map and repeated event of every
 * vocabulary. Twice as much costs at most 2.5 times as much CPU. Words choose the lines that contain all of them. Prints
 * a line for each case as it is measured, and ends with what does not hold.
 */
import { engineCases } from "./engines.ts"
import { generated } from "./generated.ts"
import { type Growth, holds, measureGrowth, type Work } from "./measureGrowth.ts"
import { sequences } from "./sequences.ts"
import { subjects } from "./subjects.ts"

/** A frame has at most 16 MiB, and a test of twice as much has to fit. */
const largestFrame = 200_000
const largestSequence = 8192

interface Line {
  readonly name: string
  readonly prepare: (n: number) => Work
  readonly largest: number
}

/** What is malformed ends at the decoder. */
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
  say(broken.length === 0 ? `\nAll ${chosen.length} are linear.` : `\nNot linear:\n${broken.join("\n")}`)
  return broken.length === 0
}

process.exitCode = (await growth(process.argv.slice(2))) ? 0 : 1
// Sockets of peers that close in their own time keep nobody waiting.
process.exit()
