import * as Data from "effect/Data"

/**
 * Why a replay stopped: the live side did not do in time what it did in the recording. `awaited` is the type of event,
 * `nth` which of that type (1: the first).
 */
export class ReplayError extends Data.TaggedError("ReplayError")<{
  readonly message: string
  readonly awaited: string
  readonly nth: number
}> {}
