/** Many stories, one after another. */
import { type Breach, breaches } from "./invariants.ts"
import type { Parts } from "./Parts.ts"
import { type Script, script } from "./script/Script.ts"
import { play, type Played } from "./story/play.ts"

export interface Failure {
  readonly played: Played
  readonly broken: ReadonlyArray<Breach>
}

/** Plays a script. Returns the story if it breaks an invariant. */
export const failureOf = (what: Script, parts: Partial<Parts> = {}): Failure | undefined => {
  const played = play(what, parts)
  const broken = breaches(played.story)
  return broken.length > 0 ? { played, broken } : undefined
}

/**
 * Plays that number of seeds from the first on, and yields the stories that break an invariant. Calls `played`
 * with how many were played.
 */
export function* simulate(
  first: number,
  count: number,
  parts: () => Partial<Parts> = () => ({}),
  played: (seeds: number) => void = () => {}
): Generator<Failure> {
  for (let seed = first; seed < first + count; seed++) {
    const failure = failureOf(script(seed), parts())
    if (failure !== undefined) yield failure
    played(seed - first + 1)
  }
}
