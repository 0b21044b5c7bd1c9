import * as Data from "effect/Data"

/** The connection never opened: nothing listens there, or the handshake was refused (`status`: the HTTP answer, where one came). */
export class Open extends Data.TaggedError("Open")<{
  readonly detail: string
  readonly status?: number
  readonly cause?: unknown
}> {}

/** The peer refused the credential at the handshake (HTTP 401 or 403). A browser cannot see this and reports `Open`. */
export class Unauthorized extends Data.TaggedError("Unauthorized")<{
  readonly detail: string
  readonly status: number
}> {}

/** The connection was open and ended. `code` is RFC 6455's (1000 normal, 1006 lost without a close frame) or the protocol's (1001 expiry, 3000, 4000). */
export class Closed extends Data.TaggedError("Closed")<{
  readonly code: number
  readonly reason: string
  readonly by: "local" | "remote"
}> {}

/** The consumer fell behind: more was waiting than the inbound bound allows. Everything up to the bound is delivered first. */
export class Overflow extends Data.TaggedError("Overflow")<{
  readonly events: number
  readonly bytes: number
  readonly limit: string
}> {}

/** An event larger than the peer accepts. Sending: nothing was sent and the connection goes on. Receiving: the connection ended. */
export class TooLarge extends Data.TaggedError("TooLarge")<{
  readonly limitBytes: number
  readonly bytes?: number
  readonly direction: "incoming" | "outgoing"
}> {}

/** A phase took longer than its deadline. */
export class Timeout extends Data.TaggedError("Timeout")<{ readonly phase: string; readonly afterMs: number }> {}

/** The peer stopped answering without a close: no pong, no consent, no drain. */
export class Dead extends Data.TaggedError("Dead")<{ readonly detail: string }> {}

/** The peer broke the rules of the transport itself (a bad frame, a bad handshake answer), or the endpoint cannot be used with it. */
export class Protocol extends Data.TaggedError("Protocol")<{ readonly detail: string; readonly cause?: unknown }> {}

/** Every way a connection fails or ends. */
export type TransportErrorReason = Open | Unauthorized | Closed | Overflow | TooLarge | Timeout | Dead | Protocol

/**
 * Why a connection did not open, ended, or would not take an event. Local failures and ends only: the protocol's own
 * `error` events arrive as events and never as this. Open it with `Effect.catchReason("TransportError", "Closed", …)`.
 */
export class TransportError extends Data.TaggedError("TransportError")<{ readonly reason: TransportErrorReason }> {
  override get message(): string {
    return describe(this.reason)
  }
}

const describe = (reason: TransportErrorReason): string => {
  switch (reason._tag) {
    case "Open":
      return `could not connect: ${reason.detail}`
    case "Unauthorized":
      return `the credential was refused (HTTP ${reason.status}): ${reason.detail}`
    case "Closed":
      return `closed by the ${reason.by} side, code ${reason.code}${reason.reason === "" ? "" : ` (${reason.reason})`}`
    case "Overflow":
      return `fell behind: ${reason.events} events (${reason.bytes} bytes) unread, limit ${reason.limit}`
    case "TooLarge":
      return `${reason.direction} event${reason.bytes === undefined ? "" : ` of ${reason.bytes} bytes`} is over the limit of ${reason.limitBytes} bytes`
    case "Timeout":
      return `timed out after ${reason.afterMs} ms: ${reason.phase}`
    case "Dead":
      return `the peer stopped answering: ${reason.detail}`
    case "Protocol":
      return reason.detail
  }
}

/** Wraps a reason. */
export const transportError = (reason: TransportErrorReason): TransportError => new TransportError({ reason })
