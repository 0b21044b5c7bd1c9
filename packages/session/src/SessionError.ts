/** Why a command failed, as a value. A program decides by the reason and shows the message. */
import { TransportError } from "@antiphon/core"
import type { ErrorDetail } from "@antiphon/core/shapes"
import { redactText, redactValue } from "@antiphon/core/transport"
import * as Data from "effect/Data"

/** The server refused the command. `error` is what it said, without what looks like a credential. */
export class Refused extends Data.TaggedError("Refused")<{ readonly error: ErrorDetail }> {
  constructor({ error }: { readonly error: ErrorDetail }) {
    super({ error: redactValue(error) })
  }
}

/**
 * The server did not answer in time. What was sent may still take effect. `came` lists what the server sent in place of a
 * greeting.
 */
export class NoAnswer extends Data.TaggedError("NoAnswer")<{
  readonly afterMs: number
  readonly came?: ReadonlyArray<string>
}> {}

/** A request for a response was dropped. The policy rejected it, a newer request replaced it, or its caller withdrew it. */
export class RequestDropped extends Data.TaggedError("RequestDropped")<{
  readonly why: "withdrawn" | "replaced" | "rejected"
}> {}

/** Not sent, because the server would refuse it. The message says what to change. */
export class InvalidCommand extends Data.TaggedError("InvalidCommand")<{ readonly message: string }> {}

/** The connection ended, or would not take the event. `came` lists what the server sent in place of a greeting. */
export class Disconnected extends Data.TaggedError("Disconnected")<{
  readonly error: TransportError
  readonly came?: ReadonlyArray<string>
}> {}

/** Each reason calls for another reaction, so a program decides by its `_tag`. */
export type SessionErrorReason = Refused | NoAnswer | RequestDropped | InvalidCommand | Disconnected

/**
 * Why a command of the session failed. Open it with `Effect.catchReason("SessionError", "Refused", …)`. What the message
 * quotes of the server holds no credential, because a server may quote the key that it refuses.
 */
export class SessionError extends Data.TaggedError("SessionError")<{
  /** E.g. `deleteItem`. */
  readonly command: string
  readonly reason: SessionErrorReason
}> {
  override get message(): string {
    return `${this.command}: ${describe(this.reason)}`
  }
}

/** The reason in words. */
const describe = (reason: SessionErrorReason): string => {
  switch (reason._tag) {
    case "Refused":
      return `the server refused: ${redactText(reason.error.message)}`
    case "NoAnswer":
      return `no answer within ${reason.afterMs} ms${instead(reason.came)}`
    case "RequestDropped":
      return { withdrawn: "taken back", replaced: "a newer request took its place", rejected: "another response runs" }[
        reason.why
      ]
    case "InvalidCommand":
      return reason.message
    case "Disconnected": {
      const { reason: why } = reason.error
      // The program closed the session before, so a code of the protocol does not help it.
      if (why._tag === "Closed" && why.by === "local" && why.code === 1000) return "the session is closed"
      return `${redactText(reason.error.message)}${instead(reason.came)}`
    }
  }
}

const instead = (came: ReadonlyArray<string> = []): string =>
  came.length === 0 ? "" : `. The server sent no session.created, but ${redactText(came.join(", "))}`

/** The error of a connection on which a session could not begin. */
export const transportErrorOf = (error: TransportError | SessionError): TransportError => {
  if (error instanceof TransportError) return error
  const { command, reason } = error
  switch (reason._tag) {
    case "Disconnected":
      return reason.error
    case "NoAnswer":
      return TransportError.timeout({ phase: command, afterMs: reason.afterMs })
    default:
      return TransportError.protocol({ detail: error.message, cause: error })
  }
}

const benignCodes: ReadonlySet<string> = new Set([
  "response_cancel_not_active",
  "conversation_already_has_active_response",
  "item_truncate_invalid_item_id",
  "input_audio_buffer_commit_empty"
])

/** Whether a refusal is a race that needs no reaction (protocol section 2 (9)). */
export const isBenign = ({ code }: ErrorDetail): boolean =>
  typeof code === "string" && (benignCodes.has(code) || code.startsWith("item_truncate_"))
