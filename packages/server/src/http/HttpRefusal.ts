/** Why an HTTP request or an upgrade is refused, with one constructor for each reason. */
import { TransportError } from "@antiphon/core"
import * as Data from "effect/Data"
import { quoted, type Refusal } from "../machine/Refusal.ts"

/**
 * Why a request is not served (protocol section 0): an HTTP status, and the `error` of its body. The functions below make
 * one for each reason.
 */
export class HttpRefusal extends Data.TaggedError("HttpRefusal")<{
  readonly status: number
  readonly code: string
  /** What is wrong, and what to do about it. */
  readonly message: string
  /** Dotted path of the field at fault, or the name of the query key. */
  readonly param?: string | null
}> {
  get type(): string {
    return this.status >= 500 ? "server_error" : "invalid_request_error"
  }
}

/** The body or the query breaks a rule that also holds for client events. */
export const badRequest = ({ code, message, param }: Pick<Refusal, "code" | "message" | "param">): HttpRefusal =>
  new HttpRefusal({ status: 400, code, message, param })

/** The body cannot be read, or what it asks for cannot be done. */
export const invalidBody = (message: string): HttpRefusal =>
  new HttpRefusal({ status: 400, code: "invalid_request", message })

/** The SDP offer cannot be answered. */
export const invalidOffer = (reason: string): HttpRefusal =>
  new HttpRefusal({
    status: 400,
    code: "invalid_offer",
    message: `The offer cannot be answered: ${reason}`,
    param: "sdp"
  })

/** The key is wrong, or is a client secret that has expired. */
export const wrongKey = new HttpRefusal({
  status: 401,
  code: "invalid_api_key",
  message: "Incorrect API key provided, or the client secret has expired."
})

/** The key does not open this. */
export const forbidden = (message: string): HttpRefusal =>
  new HttpRefusal({ status: 403, code: "permission_denied", message })

/** A page of another origin asks. */
export const foreignPage = (origin: string): HttpRefusal => forbidden(`Pages of ${origin} may not use this server.`)

/** The path or the call does not exist. */
export const notFound = (what: string): HttpRefusal =>
  new HttpRefusal({ status: 404, code: "not_found", message: `${what} is not here.` })

/** Another request is accepting the call. */
export const busyCall = (callId: string): HttpRefusal =>
  new HttpRefusal({
    status: 409,
    code: "conflict",
    message: `Another request is accepting the call ${callId}. Try again if that request fails.`
  })

/** The body did not arrive in time. */
export const slowBody = (deadline: string): HttpRefusal =>
  new HttpRefusal({
    status: 408,
    code: "timeout",
    message: `The body took longer than ${deadline}. Send it faster.`
  })

/** The body or a part of it is too long. */
export const tooLarge = (message: string, param?: string): HttpRefusal =>
  new HttpRefusal({ status: 413, code: "request_too_large", message, ...(param === undefined ? {} : { param }) })

/** The body has a type that the path does not take. */
export const unsupportedType = (wanted: string): HttpRefusal =>
  new HttpRefusal({
    status: 415,
    code: "unsupported_media_type",
    message: `The body has another type. Send ${wanted}.`
  })

/** A limit of client secrets is reached. */
export const rateLimited = (message: string): HttpRefusal =>
  new HttpRefusal({ status: 429, code: "rate_limit_exceeded", message })

/** The server failed. */
export const internalError = (message: string): HttpRefusal =>
  new HttpRefusal({ status: 500, code: "internal_error", message })

/** All places are taken. */
export const overloaded = new HttpRefusal({
  status: 503,
  code: "server_overloaded",
  message: "The server is at its session limit. Try again later."
})

/** The call was not set up in time. */
export const slowCall = new HttpRefusal({
  status: 504,
  code: "timeout",
  message: "The call could not be set up in time. Try again."
})

/** The refusal as the answer to a request. */
export const toResponse = ({ code, message, param = null, status, type }: HttpRefusal): Response =>
  Response.json(
    { error: { ...quoted({ message, param }), type, code } },
    // The rest of a body that was too slow or too long is not read.
    { status, ...(status === 408 || status === 413 ? { headers: { connection: "close" } } : {}) }
  )

/** The refusal as a listener's `admit` fails, for the answer to an upgrade. */
export const toTransportError = ({ message, status }: HttpRefusal): TransportError =>
  status === 401 || status === 403
    ? TransportError.unauthorized({ status, detail: message })
    : TransportError.open({ status, detail: message })

/** The answer to a method that the path does not take. */
export const wrongMethod = (pathname: string, allow: string): Response => {
  const message = `${pathname} takes only ${allow}.`
  const refused = toResponse(new HttpRefusal({ status: 405, code: "method_not_allowed", message }))
  refused.headers.set("allow", allow)
  return refused
}
