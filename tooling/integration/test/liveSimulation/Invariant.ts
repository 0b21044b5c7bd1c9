import type { Story } from "./Story.ts"

/** Something that is always so. `check` returns what is wrong, in words. */
export interface Invariant {
  readonly id: string
  readonly check: (story: Story) => string | undefined
}
