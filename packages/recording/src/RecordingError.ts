import * as Data from "effect/Data"

/**
 * Why a recording could not be written or read.
 * - `Sink` is a place that could not be written to, such as a full disk. `cause` is the error of that place.
 * - `NotARecording` is a text that does not begin with the header of a recording.
 * - `Version` is a newer version of the format. Update this package.
 * - `Source` is a file that could not be read. `cause` says why.
 */
export class RecordingError extends Data.TaggedError("RecordingError")<{
  readonly reason: "Sink" | "NotARecording" | "Version" | "Source"
  readonly message: string
  readonly cause?: unknown
}> {}

/** A `Sink` or `Source` error that names the failed action and the error of the system. */
export const accessError = (reason: "Sink" | "Source", action: string, cause: unknown): RecordingError =>
  new RecordingError({
    reason,
    message: `could not ${action}: ${cause instanceof Error ? cause.message : String(cause)}`,
    cause
  })
