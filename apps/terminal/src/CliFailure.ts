import * as Data from "effect/Data"

/** What ends a command early: one line for the person at the terminal, saying what went wrong and what to do. */
export class CliFailure extends Data.TaggedError("CliFailure")<{ readonly message: string }> {}

/** A failure with this line. */
export const cliFailure = (message: string): CliFailure => new CliFailure({ message })

/** What the system said, without the call and the path that Node appends: `ENOENT: no such file or directory`. */
export const reasonOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).replace(/, \w+( '.*)?$/, "")
