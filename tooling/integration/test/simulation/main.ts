/**
 * `SEED=123 pnpm --filter @antiphon/integration run simulate` plays one story and tells it. Without a seed it plays `SEEDS` of
 * them from `FROM` on, tells the first that breaks an invariant, and lists the others until `MOST` have been found.
 */
import { breaches } from "./invariants.ts"
import { play } from "./play.ts"
import { report } from "./report.ts"
import { simulate } from "./simulate.ts"

const { env, stdout } = process
const say = (text: string): void => void stdout.write(`${text}\n`)

const one = async (seed: number): Promise<boolean> => {
  const story = await play(seed)
  const broken = breaches(story)
  say(report(story, broken))
  return broken.length === 0
}

const many = async (first: number, count: number, most: number): Promise<boolean> => {
  const began = performance.now()
  const seeds = new Map<string, Array<number>>()
  let failed = 0
  for await (const { broken, story } of simulate(first, count)) {
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
  env.SEED === undefined
    ? await many(Number(env.FROM ?? 1), Number(env.SEEDS ?? 2000), Number(env.MOST ?? 1))
    : await one(Number(env.SEED))
process.exitCode = well ? 0 : 1
