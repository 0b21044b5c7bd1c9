/** A story that once broke an invariant, in its shortest form as `simulate` printed it. */
import type { Act } from "../script/Act.ts"
import { type Plan, plain } from "../script/Plan.ts"
import type { Mishap, Script } from "../script/Script.ts"

/** A script as `simulate` prints it, with what a plain plan has not. */
export interface Case {
  readonly seed: number
  readonly plan: Partial<Plan>
  readonly acts: ReadonlyArray<Act>
  readonly mishaps: ReadonlyArray<Mishap>
}

export const scriptOf = ({ plan, ...rest }: Case): Script => ({ ...rest, plan: { ...plain, ...plan } })
