/** The foreseen failure of a command. */
import * as Data from "effect/Data"

/** Ends a command early with one line for the user, which says what went wrong and what to do. */
export class CliFailure extends Data.TaggedError("CliFailure")<{ readonly message: string }> {}

/** Makes a failure with this line. */
export const cliFailure = (message: string): CliFailure => new CliFailure({ message })

/** The system's message without the call and the path that Node appends, such as `ENOENT: no such file or directory`. */
export const reasonOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).replace(/, \w+( '.*)?$/, "")
