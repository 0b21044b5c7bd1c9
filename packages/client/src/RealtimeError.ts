import type { TransportError } from "@antiphon/core"
import { redactText, redactValue } from "@antiphon/core/transport"
import type { ErrorDetail } from "@antiphon/core/shapes"
import type { SessionError } from "@antiphon/session"

/**
 * - `unreachable` means that no server answers at the address, or that the platform hides why it was refused, as
 *   browsers do.
 * - `unauthorized` means that the server refused the key.
 * - `no_key` means that there is no key, that no header can carry it, or that the function that gives keys failed or
 *   took too long. The function's error is the `cause`.
 * - `refused` means that the server refused the command. Its words are in `detail.error`.
 * - `no_answer` means that the server did not answer in time. The command may still take effect.
 * - `dropped` means that a request for a response was given up before it was sent or began. `detail.why` says how.
 * - `invalid` means that the command was not sent, because it would be refused. The message says what to change.
 * - `disconnected` means that the connection ended before the answer came, or that no connection was available in time.
 *   `detail.close` has the close frame if one came. The command may still have taken effect. The session goes on until
 *   `closed` resolves.
 * - `failed` means that the server could not make the response. Its words are in `detail.error`.
 * - `aborted` means that the signal was aborted.
 * - `overrun` means that the loop fell too far behind, so its next value is no longer retained.
 * - `malformed` means that the server's answer breaks the protocol.
 * - `denied` means that the user or a policy refused the microphone.
 * - `no_device` means that there is no microphone, or none that fits.
 * - `unsupported` means that the page has no Web Audio or no microphone. Pages need HTTPS.
 * - `device_failed` means that a device or its worklet failed or was removed. The message says what to do.
 * - `unverified` means that a webhook is not signed by its sender, or is too old.
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
  | "failed"
  | "aborted"
  | "overrun"
  | "malformed"
  | "denied"
  | "no_device"
  | "unsupported"
  | "device_failed"
  | "unverified"

/** Details of an error, beside its code. */
export interface RealtimeErrorDetail {
  /** The server's error. */
  readonly error?: ErrorDetail
  /** The HTTP status of the answer. */
  readonly status?: number
  /** How the connection was closed (RFC 6455 codes, and the protocol's). */
  readonly close?: { readonly code: number; readonly reason: string; readonly by: "local" | "remote" }
  /** The deadline that passed, in ms. */
  readonly afterMs?: number
  readonly why?: "withdrawn" | "replaced" | "rejected"
}

/** The error of everything that this package throws. */
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

/** An error with the words of a server, which may quote a credential. They lose it here, by its name or its look. */
export const fromServer = (code: RealtimeErrorCode, message: string, detail: RealtimeErrorDetail = {}): RealtimeError =>
  new RealtimeError(code, redactText(message), redactValue(detail))

const keyRefused = 3000

/** The code of a microphone that did not open, by the error of the platform. There is none in a page without HTTPS. */
const microphoneCode = (cause: unknown): RealtimeErrorCode => {
  if (cause === undefined) return "unsupported"
  const name = cause instanceof Error ? cause.name : "NotFoundError"
  if (name === "NotAllowedError" || name === "SecurityError") return "denied"
  return name === "NotFoundError" || name === "OverconstrainedError" ? "no_device" : "device_failed"
}

export const fromTransport = (error: TransportError): RealtimeError => {
  const { reason } = error
  switch (reason._tag) {
    case "Open":
      if (reason.cause instanceof RealtimeError) return reason.cause
      // A call opens the microphone by itself, unless it was made with `microphone: "none"`.
      if (reason.detail.startsWith("no microphone")) {
        return new RealtimeError(microphoneCode(reason.cause), reason.detail, {}, { cause: reason.cause })
      }
      return fromServer("unreachable", error.message, reason.status === undefined ? {} : { status: reason.status })
    case "Unauthorized":
      return fromServer("unauthorized", error.message, { status: reason.status })
    case "Closed": {
      const { by, code, reason: said } = reason
      const detail = { close: { code, reason: said, by } }
      return fromServer(code === keyRefused ? "unauthorized" : "disconnected", error.message, detail)
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
      return fromServer("refused", error.message, { error: reason.error })
    case "NoAnswer":
      return new RealtimeError("no_answer", error.message, { afterMs: reason.afterMs })
    case "RequestDropped":
      return new RealtimeError("dropped", error.message, { why: reason.why })
    case "InvalidCommand":
      return new RealtimeError("invalid", error.message)
    case "Disconnected": {
      const { code, detail } = fromTransport(reason.error)
      return fromServer(code, error.message, detail)
    }
  }
}
