/**
 * `pnpm --filter @antiphon/integration run simulate --seed 123` plays one story and prints it. `--from N --seeds N` plays a
 * range, prints the first story that breaks an invariant, lists the others until `--most` have been found, and ends with one
 * line. `--odd sparse,early` plays these oddities too, `--odd all` every one.
 */
import { parseArgs } from "node:util"
import { breaches } from "./invariants.ts"
import { oddities, type Oddity, played } from "./Oddities.ts"
import { play } from "./play.ts"
import { report } from "./report.ts"
import { simulate } from "./simulate.ts"

const { stdout } = process
const { values: options } = parseArgs({
  options: {
    seed: { type: "string" },
    from: { type: "string", default: "1" },
    seeds: { type: "string", default: process.env.SEEDS ?? "2000" },
    most: { type: "string", default: "1" },
    odd: { type: "string", default: "" }
  }
})
const isOdd = (name: string): name is Oddity => oddities.some((each) => each === name)
const asked = options.odd === "all" ? oddities : options.odd.split(",").filter((name) => name !== "")
const unheardOf = asked.filter((name) => !isOdd(name))
if (unheardOf.length > 0)
  throw new Error(`There is no oddity ${unheardOf.join(", ")}. Choose from ${oddities.join(", ")}.`)
const playing: ReadonlySet<Oddity> = new Set([...played, ...asked.filter(isOdd)])
const say = (text: string): void => void stdout.write(`${text}\n`)

const one = async (seed: number): Promise<boolean> => {
  const story = await play(seed, {}, playing)
  const broken = breaches(story)
  say(report(story, broken))
  return broken.length === 0
}

const many = async (first: number, count: number, most: number): Promise<boolean> => {
  const began = performance.now()
  const seeds = new Map<string, Array<number>>()
  let failed = 0
  for await (const { broken, story } of simulate(first, count, {}, playing)) {
    failed += 1
    if (failed === 1) say(report(story, broken))
    for (const id of new Set(broken.map((each) => each.id))) seeds.set(id, [...(seeds.get(id) ?? []), story.seed])
    if (failed === most) break
  }
  for (const [id, broken] of seeds) say(`${id}: ${broken.join(" ")}`)
  const seconds = (performance.now() - began) / 1000
  say(
    `${failed === 0 ? `${count} seeds from ${first} on keep every invariant` : `${failed} seeds fail`}; ${seconds.toFixed(1)} s`
  )
  return failed === 0
}

const well =
  options.seed === undefined
    ? await many(Number(options.from), Number(options.seeds), Number(options.most))
    : await one(Number(options.seed))
process.exitCode = well ? 0 : 1
