import type * as Effect from "effect/Effect"
import type { SoundPlace } from "./Line.ts"
import type { RecordingError } from "./RecordingError.ts"

/** Where a recording goes. */
export interface Sink {
  /** Takes whole lines, each ending in a line feed, in order; one call at a time. Succeeds when they are written. */
  readonly write: (lines: string) => Effect.Effect<void, RecordingError>
}

/** A sink that has a place for audio beside its lines. */
export interface SoundSink extends Sink {
  /** Takes the audio of one event before its line, behind that of the same direction; says where it is. */
  readonly writeSound: (direction: "in" | "out", bytes: Uint8Array) => Effect.Effect<SoundPlace, RecordingError>
}
