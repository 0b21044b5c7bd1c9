import type * as Effect from "effect/Effect"
import type { RecordingError } from "./RecordingError.ts"

/** Where a recording goes. */
export interface Sink {
  /** Takes whole lines, each ending in a line feed, in order; one call at a time. Succeeds when they are written. */
  readonly write: (lines: string) => Effect.Effect<void, RecordingError>
}
