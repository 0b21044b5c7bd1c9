import * as Data from "effect/Data"

/**
 * Why a recording could not be written or read:
 * - `Sink`: the place it is written to refused (no such folder, disk full); `cause` is that refusal.
 * - `NotARecording`: the text does not begin with the header of a recording.
 * - `Version`: a newer version of the format; update this package.
 * - `Source`: the file could not be read; `cause` says why.
 */
export class RecordingError extends Data.TaggedError("RecordingError")<{
  readonly reason: "Sink" | "NotARecording" | "Version" | "Source"
  readonly message: string
  readonly cause?: unknown
}> {}
