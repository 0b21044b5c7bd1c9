/**
 * How a connection fails to open, ends, or refuses an event, with one class per reason and the error that carries it.
 */
import * as Data from "effect/Data"

/** The connection never opened, because nothing listens there or the handshake was refused. */
export class Open extends Data.TaggedError("Open")<{
  /** What happened, without the key. */
  readonly detail: string
  /** The status of the HTTP answer, if there was one. */
  readonly status?: number
  readonly cause?: unknown
}> {}

/** The peer refused the credential at the handshake (HTTP 401 or 403). A browser cannot see this and reports `Open`. */
export class Unauthorized extends Data.TaggedError("Unauthorized")<{
  /** What the peer answered, without the key. */
  readonly detail: string
  /** The HTTP status of the refusal. */
  readonly status: number
}> {}

/**
 * The connection was open and ended. `code` is one of RFC 6455 (1000 normal, 1006 lost without a close frame) or of the
 * protocol (1001 expiry, 3000, 4000).
 */
export class Closed extends Data.TaggedError("Closed")<{
  /** The close code. 1006 means that no close arrived. */
  readonly code: number
  /** The text beside the code. Empty if there is none. */
  readonly reason: string
  /** The side that closed first. */
  readonly by: "local" | "remote"
}> {}

/** The consumer fell behind the inbound bound. Everything up to the bound is delivered before this error. */
export class Overflow extends Data.TaggedError("Overflow")<{
  /** How many events waited. */
  readonly events: number
  /** How many bytes waited. */
  readonly bytes: number
  /** The bound that was passed, in words. */
  readonly limit: string
}> {}

/**
 * An event exceeds the size limit. If it was outgoing, nothing was sent and the connection goes on. If it was incoming,
 * the connection ended.
 */
export class TooLarge extends Data.TaggedError("TooLarge")<{
  /** The limit, in bytes of UTF-8. */
  readonly limitBytes: number
  /** The size of the event, if it is known. */
  readonly bytes?: number
  /** Whether the event was received or to be sent. */
  readonly direction: "incoming" | "outgoing"
}> {}

/** A phase took longer than its deadline. */
export class Timeout extends Data.TaggedError("Timeout")<{ readonly phase: string; readonly afterMs: number }> {}

/** The peer stopped answering without a close. There was no pong, no consent or no drain. */
export class Dead extends Data.TaggedError("Dead")<{ readonly detail: string }> {}

/** The peer broke the rules of the transport (a bad frame, a bad handshake answer), or the endpoint does not fit it. */
export class Protocol extends Data.TaggedError("Protocol")<{ readonly detail: string; readonly cause?: unknown }> {}

/** Every way in which a connection fails or ends. */
export type TransportErrorReason = Open | Unauthorized | Closed | Overflow | TooLarge | Timeout | Dead | Protocol

/** The fields of a reason. */
type Fields<Reason extends new (fields: never) => unknown> = ConstructorParameters<Reason>[0]

/**
 * Why a connection did not open, why it ended, or why it refused an event. It covers local failures and ends only. The
 * protocol's own `error` events arrive as events. Each reason has a constructor, such as `TransportError.closed({ …
 * })`. Catch one reason with `Effect.catchReason("TransportError", "Closed", …)`.
 */
export class TransportError extends Data.TaggedError("TransportError")<{ readonly reason: TransportErrorReason }> {
  static open(fields: Fields<typeof Open>): TransportError {
    return transportError(new Open(fields))
  }
  static unauthorized(fields: Fields<typeof Unauthorized>): TransportError {
    return transportError(new Unauthorized(fields))
  }
  static closed(fields: Fields<typeof Closed>): TransportError {
    return transportError(new Closed(fields))
  }
  static overflow(fields: Fields<typeof Overflow>): TransportError {
    return transportError(new Overflow(fields))
  }
  static tooLarge(fields: Fields<typeof TooLarge>): TransportError {
    return transportError(new TooLarge(fields))
  }
  static timeout(fields: Fields<typeof Timeout>): TransportError {
    return transportError(new Timeout(fields))
  }
  static dead(fields: Fields<typeof Dead>): TransportError {
    return transportError(new Dead(fields))
  }
  static protocol(fields: Fields<typeof Protocol>): TransportError {
    return transportError(new Protocol(fields))
  }

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

/** The error of a reason that was made elsewhere. */
export const transportError = (reason: TransportErrorReason): TransportError => new TransportError({ reason })
