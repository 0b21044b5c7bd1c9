/**
 * `pnpm --filter @antiphon/integration run simulate --seed 123` plays one story and prints it. `--from N --seeds N` plays a
 * range, prints the shortest form of the first story that breaks an invariant, lists the others until `--most` have been
 * found, and ends with one line. A long run says on stderr how far it has come.
 */
import { parseArgs } from "node:util"
import { breaches } from "./invariants.ts"
import { script } from "./script/Script.ts"
import { shrink } from "./shrink.ts"
import { simulate } from "./simulate.ts"
import { play } from "./story/play.ts"
import { report } from "./story/report.ts"

const { stderr, stdout } = process
// Errors that a story makes are values, and no one reads where they came from.
Error.stackTraceLimit = 0
const { values: options } = parseArgs({
  options: {
    seed: { type: "string" },
    from: { type: "string", default: "1" },
    seeds: { type: "string", default: process.env.SEEDS ?? "20000" },
    most: { type: "string", default: "1" }
  }
})
const say = (text: string): void => void stdout.write(`${text}\n`)

/** Seeds between two lines on stderr. */
const progressEvery = 50_000

const one = (seed: number): boolean => {
  const { story } = play(script(seed))
  const broken = breaches(story)
  say(report(story, broken))
  return broken.length === 0
}

const many = (first: number, count: number, most: number): boolean => {
  const began = process.cpuUsage()
  const seeds = new Map<string, Array<number>>()
  let failed = 0
  let tried = count
  const progress = (tried: number): void => {
    if (tried % progressEvery === 0 && tried < count) stderr.write(`${tried} of ${count} seeds, ${failed} fail\n`)
  }
  for (const { broken, played } of simulate(first, count, undefined, progress)) {
    failed += 1
    if (failed === 1) say(shrink(played, broken))
    for (const id of new Set(broken.map((each) => each.id))) {
      seeds.set(id, [...(seeds.get(id) ?? []), played.story.script.seed])
    }
    if (failed === most) {
      tried = played.story.script.seed - first + 1
      break
    }
  }
  for (const [id, broken] of seeds) say(`${id}: ${broken.join(" ")}`)
  const { system, user } = process.cpuUsage(began)
  const seconds = (system + user) / 1e6
  const result =
    failed === 0 ? `${count} seeds from ${first} on keep every invariant` : `${failed} of ${tried} seeds fail`
  say(`${result}; ${seconds.toFixed(1)} s of CPU, ${Math.round(tried / seconds)} seeds a second`)
  return failed === 0
}

const well =
  options.seed === undefined
    ? many(Number(options.from), Number(options.seeds), Number(options.most))
    : one(Number(options.seed))
process.exitCode = well ? 0 : 1
