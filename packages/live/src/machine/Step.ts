import type { LiveOutput } from "./Message.ts"
import type { LiveState } from "./State.ts"

/** The result of one step. */
export interface LiveStep {
  readonly state: LiveState
  readonly outputs: ReadonlyArray<LiveOutput>
}

/** A step without outputs. */
export const quiet = (state: LiveState): LiveStep => ({ state, outputs: [] })
