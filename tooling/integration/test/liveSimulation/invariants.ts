/** What holds in every story. */
import { audioInvariants } from "./invariants/audio.ts"
import { answerInvariants } from "./invariants/answers.ts"
import { endInvariants } from "./invariants/ends.ts"
import { wordInvariants } from "./invariants/words.ts"
import { workInvariants } from "./invariants/work.ts"
import type { Invariant } from "./Invariant.ts"
import type { Story } from "./Story.ts"

export interface Breach {
  readonly id: string
  readonly words: string
}

export const invariants: ReadonlyArray<Invariant> = [
  ...audioInvariants,
  ...answerInvariants,
  ...wordInvariants,
  ...workInvariants,
  ...endInvariants
]

/** The invariants that a story breaks. */
export const breaches = (story: Story): ReadonlyArray<Breach> =>
  invariants.flatMap(({ check, id }) => {
    const words = check(story)
    return words === undefined ? [] : [{ id, words }]
  })
