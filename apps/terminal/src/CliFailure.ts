/** The foreseen failure of a command. */
import { redactText, redactValue } from "@antiphon/core/transport"
import * as Data from "effect/Data"

/** Ends a command early with one line for the user, which says what went wrong and what to do. */
export class CliFailure extends Data.TaggedError("CliFailure")<{ readonly message: string }> {}

/**
 * Makes a failure with this line. A credential by its look is redacted. Use {@link quoted} for the words of a server, which
 * are redacted by their names too.
 */
export const cliFailure = (message: string): CliFailure => new CliFailure({ message: redactValue(message) })

/** Words of a server for the user. A server may quote the key that it refuses. */
export const quoted = (words: string): string => redactText(words)

/** The system's message without the call and the path that Node appends, such as `ENOENT: no such file or directory`. */
export const reasonOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).replace(/, \w+( '.*)?$/, "")
