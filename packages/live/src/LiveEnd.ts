/** How a Live session ended. */
import type { TransportError } from "@antiphon/core"
import type * as Live from "@antiphon/core/live"
import type { LiveUsage } from "./Usage.ts"

/** The server ended the session in order. The usage is settled. */
export interface EndedInOrder {
  readonly _tag: "Closed"
  /** `close_requested`, `expired`, `content`, `remote_hangup` or `connection_lost`, or a newer reason. */
  readonly reason: string | undefined
  readonly usage: LiveUsage
  readonly session: Live.SessionResource | undefined
}

/** The connection ended without `session.closed`. A lost session cannot be resumed, and its usage is not settled. */
export interface EndedInLoss {
  readonly _tag: "Lost"
  readonly error: TransportError
  /** Whether the client had sent `session.close` and the answer did not come. */
  readonly isCloseUnanswered: boolean
  /** The last usage that the server reported. The session may have cost more. */
  readonly usage: LiveUsage
  readonly session: Live.SessionResource | undefined
  /** Whether the session was stored. A stored session can be forked, which is the nearest thing to a resumption. */
  readonly canFork: boolean
}

/** How a session ended. */
export type LiveEnd = EndedInOrder | EndedInLoss

/** Says in words how a session ended and what to do. */
export const describeEnd = (end: LiveEnd): string => {
  if (end._tag === "Closed") return `The server closed the session (${end.reason ?? "no reason given"}).`
  const what = end.isCloseUnanswered
    ? "The server did not answer session.close"
    : `The connection was lost (${end.error.message})`
  const next = end.canFork
    ? "Fork the stored session to go on."
    : "A lost session cannot be resumed. Start another one, and set store to be able to fork it."
  return `${what}, so the usage is not settled. ${next}`
}
