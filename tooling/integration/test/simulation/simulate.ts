/** Many stories, one after another. */
import { type Breach, breaches } from "./invariants.ts"
import type { Parts } from "./Parts.ts"
import { type Oddity, played } from "./Oddities.ts"
import { play } from "./play.ts"
import type { Story } from "./Story.ts"

export interface Failure {
  readonly story: Story
  readonly broken: ReadonlyArray<Breach>
}

/** Plays that number of seeds from the first on, and yields the stories that break an invariant. */
export async function* simulate(
  first: number,
  count: number,
  parts: Partial<Parts> = {},
  oddities: ReadonlySet<Oddity> = played
): AsyncGenerator<Failure> {
  for (let seed = first; seed < first + count; seed++) {
    const story = await play(seed, parts, oddities)
    const broken = breaches(story)
    if (broken.length > 0) yield { story, broken }
  }
}
