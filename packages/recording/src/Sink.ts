import type * as Effect from "effect/Effect"
import type { RecordingError } from "./RecordingError.ts"

/** Where a recording is written. */
export interface Sink {
  /** Takes whole lines in order, each ending in a line feed, one call at a time. Succeeds when they are written. */
  readonly write: (lines: string) => Effect.Effect<void, RecordingError>
}
