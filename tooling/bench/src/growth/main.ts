/**
 * `pnpm bench growth [words…]` measures the cost of twice as much of every array, map and repeated event of every
 * vocabulary. A doubling may cost at most 2.5 times as much CPU, as the mean of two doublings. Only the cases whose names
 * contain all words run. Prints a line for each case as it is measured, and ends with a table by part. Each case has a
 * bound of CPU time. A run of all cases takes about ten minutes of CPU and writes `docs/growth.md`.
 */
import { writeFileSync } from "node:fs"
import type { GrowthCase, PartCase, Subject } from "./Case.ts"
import { generated } from "./generated.ts"
import { type Growth, holds, measureGrowth, most, type Work } from "./measureGrowth.ts"
import { earsCases } from "./parts/ears.ts"
import { engineCases } from "./parts/engines.ts"
import { gatewayCases } from "./parts/gateway.ts"
import { liveCases } from "./parts/live.ts"
import { providerCases } from "./parts/providers.ts"
import { sipCases } from "./parts/sip.ts"
import { telephonyCases } from "./parts/telephony.ts"
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

/** A frame has at most 16 MiB, also at four times the size. */
const mostBytes = 4 << 20

/** The sizes begin where a copy of a list for each event would show. */
const sizesOf = (subject: Subject, { frames, kind }: GrowthCase): Pick<Line, "first" | "largest"> => {
  if (kind !== "sequence" || frames(64).length === frames(128).length) {
    const perMember = Math.max(1, frames(1024).join("").length / 1024)
    return { first: 4096, largest: Math.min(65_536, Math.floor(mostBytes / perMember)) }
  }
  // A reader of a client may fall behind at larger sizes.
  if (subject.name === "client") return { first: 1024, largest: 1024 }
  return subject.name === "state" ? { first: 4096, largest: 32_768 } : { first: 2048, largest: 16_384 }
}

const parts: Readonly<Record<string, ReadonlyArray<PartCase>>> = {
  engine: engineCases,
  telephony: telephonyCases,
  sip: sipCases,
  gateway: gatewayCases,
  live: liveCases,
  provider: providerCases,
  ears: earsCases
}

const lines: ReadonlyArray<Line> = [
  ...subjects.flatMap((subject) =>
    [...sequences, ...generated]
      .filter((each) => subject.reader === each.reader && subject.differs(each))
      .map((each) => ({
        part: subject.name,
        name: `${subject.name}, ${subject.reader}: ${each.name}`,
        prepare: (n: number) => subject.work(each.frames(n)),
        ...sizesOf(subject, each)
      }))
  ),
  ...Object.entries(parts).flatMap(([part, cases]) =>
    cases.map(({ first = 2048, largest = 65_536, name, prepare }) => ({
      part,
      name: `${part}, ${name}`,
      prepare,
      first,
      largest
    }))
  )
]

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const times = ({ ratio }: Growth): string => (ratio === undefined ? "too cheap to measure" : `${ratio.toFixed(2)} x`)
const costs = ({ ms, ratio }: Growth): string =>
  ms.map((each) => (ratio === undefined ? "" : `${each.toFixed(0)} ms`)).join(" | ")
const row = (name: string, growth: Growth): string => `| ${name} | ${growth.n} | ${costs(growth)} | ${times(growth)} |`
const heading = "| What there is more of | n | n costs | 2 n cost | 4 n cost | A doubling costs |"
const rule = "| --- | --- | --- | --- | --- | --- |"

interface Measured {
  readonly line: Line
  readonly growth: Growth
}

/** How many cases the page shows of each part. */
const shown = 12

/** The cases of a part that grow most, and how many others there are. */
const section = (part: string, all: ReadonlyArray<Measured>): string => {
  const told = all.filter(({ growth }) => growth.ratio !== undefined)
  const rows = told
    .toSorted((a, b) => (b.growth.ratio ?? 0) - (a.growth.ratio ?? 0))
    .slice(0, shown)
    .map(({ growth, line }) => row(line.name.slice(part.length + 2), growth))
  const [title, words] = titles[part] ?? [part, ""]
  const counts = `${all.length} cases. ${all.length - told.length} of them are too cheap to measure. These grow most.`
  return `## ${title}\n\n${words} ${counts}\n\n${heading}\n${rule}\n${rows.join("\n")}`
}

/** What a part is, for readers of the page. */
const titles: Readonly<Record<string, readonly [string, string]>> = {
  decode: ["Decoders", "Each frame is decoded, and the error of a refused frame is formatted."],
  state: ["State", "Each event is reduced, and the conversation is listed."],
  session: ["Session", "A session receives each frame, and its events are read."],
  client: ["Client", "A program reads every response with promises and iterators."],
  recorder: ["Recorder", "A recorder writes each frame."],
  server: ["Servers", "A server receives each frame and answers."],
  engine: ["Engines", "An engine or its upstream server answers."],
  telephony: ["Telephony", "A dialect reads the frames of a carrier, and a call takes them."],
  sip: ["SIP", "An agent reads messages and descriptions, and a call reads packets of audio."],
  gateway: ["Gateway", "A node reads what passes, records it, folds it and replays it."],
  live: ["OpenAI Live", "A session receives each event."],
  provider: ["Providers", "A provider's frames are translated."],
  ears: ["Ears", "Audio is split into stretches, and tokens become words."]
}

const growth = async (words: ReadonlyArray<string>): Promise<boolean> => {
  const chosen = lines.filter(({ name }) => words.every((word) => name.includes(word)))
  const measured: Array<Measured> = []
  say(`${heading}\n${rule}`)
  for (const line of chosen) {
    const found = await measureGrowth(line.prepare, line.first, line.largest)
    measured.push({ line, growth: found })
    say(row(line.name, found))
  }
  const broken = measured.filter((each) => !holds(each.growth))
  const verdict =
    broken.length === 0
      ? `All ${measured.length} cases stay within ${most} times for a doubling.`
      : `Not linear:\n\n${broken.map((each) => row(each.line.name, each.growth)).join("\n")}`
  const { system, user } = process.cpuUsage()
  say(`\n${verdict}\n${((system + user) / 1e6).toFixed(0)} s of CPU`)
  const sections = [...Map.groupBy(measured, ({ line }) => line.part)].map(([part, all]) => section(part, all))
  if (words.length === 0) writeFileSync(report, pageOf([verdict, ...sections].join("\n\n")))
  return broken.length === 0
}

const pageOf = (tables: string): string => `# Growth

\`pnpm bench growth\` writes this page. It measures whether work is linear in what a peer sends. The cases are every array
and map of every event of all vocabularies, each kind of event that a peer can repeat, the answers of engines, and what
carriers, phones, gateways, Live servers and providers can send more of.

A doubling may cost at most ${most} times as much CPU time. It is the mean of two doublings, from \`n\` to \`4 n\`, because one
doubling does not tell noise from growth. Linear work costs 2 times as much for each doubling and quadratic work 4 times.
Maps that outgrow a cache of the processor cost more once, and less from then on. So a case above the limit is measured
again from \`4 n\` to \`16 n\`, and that result counts. \`n\` is raised until a warm run takes 12 ms. Work that is shorter
at the largest frame is too cheap to measure. The milliseconds are of one machine with Node ${process.version}. The ratios
should hold on every machine.

${tables}
`

process.exitCode = (await growth(process.argv.slice(2))) ? 0 : 1
// Sockets of peers may close later. The process does not wait for them.
process.exit()
