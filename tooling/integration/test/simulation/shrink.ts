/** The shortest story that still breaks the same invariant. */
import type { Breach } from "./invariants.ts"
import type { Parts } from "./Parts.ts"
import { plain } from "./script/Plan.ts"
import type { Script } from "./script/Script.ts"
import { failureOf } from "./simulate.ts"
import type { Played } from "./story/play.ts"
import { report } from "./story/report.ts"

/** A part of the list that still fails, from which nothing can be taken. Tries large pieces first. */
const least = <A>(all: ReadonlyArray<A>, fails: (some: ReadonlyArray<A>) => boolean): ReadonlyArray<A> => {
  let kept = all
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length;) {
      const fewer = kept.toSpliced(from, size)
      if (fails(fewer)) kept = fewer
      else from += size
    }
  }
  return kept
}

/** The script without everything that the breach does not need. */
export const shortest = ({ mishaps, story: { script } }: Played, id: string, parts: Partial<Parts> = {}): Script => {
  const fails = (some: Script): boolean => failureOf(some, parts)?.broken.some((each) => each.id === id) === true
  let best: Script = { ...script, mishaps }
  if (!fails(best)) return script
  const attempt = (some: Script): boolean => {
    if (!fails(some)) return false
    best = some
    return true
  }
  for (let before = -1; before !== sizeOf(best);) {
    before = sizeOf(best)
    least(best.acts, (acts) => attempt({ ...best, acts }))
    least(best.mishaps ?? [], (some) => attempt({ ...best, mishaps: some }))
    for (const key of Object.keys(plain)) {
      const of: unknown = Reflect.get(plain, key)
      if (JSON.stringify(of) === JSON.stringify(Reflect.get(best.plan, key))) continue
      attempt({ ...best, plan: { ...best.plan, [key]: of } })
    }
  }
  return best
}

const sizeOf = (script: Script): number => JSON.stringify(script).length

/** A script as a test has it, without what a plain plan has too. */
export const inShort = ({ acts, mishaps = [], plan, seed }: Script): object => ({
  seed,
  plan: Object.fromEntries(
    Object.entries(plan).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(plain, key)))
  ),
  acts,
  mishaps
})

/** The report of the shortest story, and its inputs. */
export const shrink = (played: Played, broken: ReadonlyArray<Breach>): string => {
  const [first] = broken
  if (first === undefined) return "nothing is broken"
  const script = shortest(played, first.id)
  const failure = failureOf(script)
  return [
    failure === undefined ? "" : report(failure.played.story, failure.broken),
    "the shortest list of inputs, for `cases/`:",
    JSON.stringify(inShort(script))
  ].join("\n")
}
