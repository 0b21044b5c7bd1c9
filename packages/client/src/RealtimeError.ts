import type { TransportError } from "@antiphon/core"
import type { ErrorDetail } from "@antiphon/core/shapes"
import type { SessionError } from "@antiphon/session"

/**
 * - `unreachable`: nothing answers at the address, or the platform does not say why it was refused (browsers never do).
 * - `unauthorized`: the key was refused. `no_key`: there is none, it is no text that a header can carry, or the function that
 *   gives keys failed (its error is the `cause`) or took too long.
 * - `refused`: the server refused the command; what it said is `detail.error`.
 * - `no_answer`: the server did not answer in time. What was sent may still take effect.
 * - `dropped`: a request for a response became none; `detail.why` says how.
 * - `invalid`: not sent, because it would be refused; the message says what to change.
 * - `disconnected`: the connection ended before the answer came, or none could be had in time; `detail.close` has the close
 *   frame, where one came. What was sent may still have taken effect. The session goes on until `closed` resolves.
 * - `aborted`: the signal was aborted.
 * - `overrun`: what the loop was to read next is no longer retained.
 * - `malformed`: the server answered with what the protocol does not allow.
 * - `denied`: the user, or a policy, refused the microphone. `no_device`: there is none, or none that fits.
 * - `unsupported`: the page has no Web Audio, or no microphone (pages need HTTPS).
 * - `device_failed`: a device or its worklet failed or went away; the message says what to do.
 * - `unverified`: a webhook that is not from who it says, or is too old.
 */
export type RealtimeErrorCode =
  | "unreachable"
  | "unauthorized"
  | "no_key"
  | "refused"
  | "no_answer"
  | "dropped"
  | "invalid"
  | "disconnected"
  | "aborted"
  | "overrun"
  | "malformed"
  | "denied"
  | "no_device"
  | "unsupported"
  | "device_failed"
  | "unverified"

/** What is known beside the code. */
export interface RealtimeErrorDetail {
  /** What the server said. */
  readonly error?: ErrorDetail
  /** HTTP status of the answer. */
  readonly status?: number
  /** How the connection was closed (RFC 6455 codes, and the protocol's). */
  readonly close?: { readonly code: number; readonly reason: string; readonly by: "local" | "remote" }
  /** The deadline that passed, in ms. */
  readonly afterMs?: number
  readonly why?: "withdrawn" | "replaced" | "rejected"
}

/** Everything that this package throws. */
export class RealtimeError extends Error {
  override readonly name = "RealtimeError"
  readonly code: RealtimeErrorCode
  readonly detail: RealtimeErrorDetail

  constructor(code: RealtimeErrorCode, message: string, detail: RealtimeErrorDetail = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.detail = detail
    // Frames of the runtime below say nothing to the caller. Firefox and Safari have another format and keep theirs.
    const { stack } = this
    if (stack !== undefined) this.stack = stack.replaceAll(/\n +at [^\n]*[\\/]effect[\\/](dist|src)[^\n]*/g, "")
  }
}

const keyRefused = 3000

export const fromTransport = (error: TransportError): RealtimeError => {
  const { reason } = error
  switch (reason._tag) {
    case "Open":
      if (reason.cause instanceof RealtimeError) return reason.cause
      return new RealtimeError(
        "unreachable",
        error.message,
        reason.status === undefined ? {} : { status: reason.status }
      )
    case "Unauthorized":
      return new RealtimeError("unauthorized", error.message, { status: reason.status })
    case "Closed": {
      const { by, code, reason: said } = reason
      const detail = { close: { code, reason: said, by } }
      return new RealtimeError(code === keyRefused ? "unauthorized" : "disconnected", error.message, detail)
    }
    case "Timeout":
      return new RealtimeError("no_answer", error.message, { afterMs: reason.afterMs })
    case "TooLarge":
    case "Protocol":
      return new RealtimeError("invalid", error.message)
    case "Overflow":
    case "Dead":
      return new RealtimeError("disconnected", error.message)
  }
}

export const fromSession = (error: SessionError): RealtimeError => {
  const { reason } = error
  switch (reason._tag) {
    case "Refused":
      return new RealtimeError("refused", error.message, { error: reason.error })
    case "NoAnswer":
      return new RealtimeError("no_answer", error.message, { afterMs: reason.afterMs })
    case "RequestDropped":
      return new RealtimeError("dropped", error.message, { why: reason.why })
    case "InvalidCommand":
      return new RealtimeError("invalid", error.message)
    case "Disconnected": {
      const { code, detail } = fromTransport(reason.error)
      return new RealtimeError(code, error.message, detail)
    }
  }
}
