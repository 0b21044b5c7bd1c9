import * as Data from "effect/Data"

/**
 * Why a call could not do something.
 * - `unsupported` is something that the carrier's socket cannot do, and that no control was given for.
 * - `refused` is something that the carrier's HTTP interface refused.
 * - `ended` is something that came after the end of the call.
 */
export class CallError extends Data.TaggedError("CallError")<{
  readonly code: "unsupported" | "refused" | "ended"
  readonly message: string
}> {}
