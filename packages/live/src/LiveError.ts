/** Why a command of a Live session failed. */
import type * as Live from "@antiphon/core/live"
import type { TransportError } from "@antiphon/core"
import * as Data from "effect/Data"

/** The server refused the command. `error` is what it said. */
export class Refused extends Data.TaggedError("Refused")<{ readonly error: Live.LiveError }> {}

/** The server did not answer in time. The command may still take effect. */
export class NoAnswer extends Data.TaggedError("NoAnswer")<{
  readonly afterMs: number
  /** What came in place of `session.started`, by type. Absent for commands of a session that has started. */
  readonly before?: ReadonlyArray<string>
}> {}

/** Not sent, because the server would refuse it. The message says what to change. */
export class InvalidCommand extends Data.TaggedError("InvalidCommand")<{ readonly message: string }> {}

/** The connection ended, or would not take the event. */
export class Disconnected extends Data.TaggedError("Disconnected")<{ readonly error: TransportError }> {}

/** Each reason for which a command fails. */
export type LiveErrorReason = Refused | NoAnswer | InvalidCommand | Disconnected

/** Why a command failed. Open it with `Effect.catchReason("LiveError", "Refused", …)`. */
export class LiveError extends Data.TaggedError("LiveError")<{
  /** The command, e.g. `commentary`. */
  readonly command: string
  readonly reason: LiveErrorReason
}> {
  override get message(): string {
    return `${this.command}: ${describe(this.reason)}`
  }
}

const describe = (reason: LiveErrorReason): string => {
  switch (reason._tag) {
    case "Refused":
      return `the server refused: ${reason.error.message}`
    case "NoAnswer":
      return `no answer within ${reason.afterMs} ms. ${remedyOf(reason)}`
    case "InvalidCommand":
      return reason.message
    case "Disconnected":
      return reason.error.message
  }
}

const remedyOf = ({ before }: NoAnswer): string => {
  if (before === undefined) return "Keep sending audio, because the server answers in its time."
  const came = before.length === 0 ? "nothing" : before.join(", ")
  return `The server sent no session.started, but ${came}. Check that the address is one of a Live server.`
}
