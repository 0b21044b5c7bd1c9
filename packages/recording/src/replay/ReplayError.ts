import * as Data from "effect/Data"

/**
 * Why a replay stopped. The live side did not do in time what it did in the recording. `awaited` is the type of the missing
 * event, and `nth` counts the events of that type from 1.
 */
export class ReplayError extends Data.TaggedError("ReplayError")<{
  readonly message: string
  readonly awaited: string
  readonly nth: number
}> {}
