import { Open, TransportError, Unauthorized } from "@antiphon/core"
import * as Data from "effect/Data"
import { clip } from "../clip.ts"

/** Why a request is not served: an HTTP status, and the `error` of its body (protocol section 0). */
export class HttpRefusal extends Data.TaggedError("HttpRefusal")<{
  readonly status: number
  readonly code: string
  /** What is wrong, and the remedy. */
  readonly message: string
  /** Dotted path of the field at fault, or the name of the query key. */
  readonly param?: string | null
}> {
  get type(): string {
    return this.status >= 500 ? "server_error" : "invalid_request_error"
  }
}

/** As the answer to a request. */
export const toResponse = ({ code, message, param = null, status, type }: HttpRefusal): Response =>
  Response.json(
    { error: { message: clip(message), type, code, param: param === null ? null : clip(param, maxParamChars) } },
    // A body that was too slow or too long is not read on.
    { status, ...(status === 408 || status === 413 ? { headers: { connection: "close" } } : {}) }
  )

const maxParamChars = 256

/** As a listener's `admit` fails, for the answer to an upgrade. */
export const toTransportError = ({ message, status }: HttpRefusal): TransportError =>
  new TransportError({
    reason:
      status === 401 || status === 403
        ? new Unauthorized({ status, detail: message })
        : new Open({ status, detail: message })
  })

export const wrongKey = new HttpRefusal({
  status: 401,
  code: "invalid_api_key",
  message: "Incorrect API key provided, or the client secret has expired."
})

export const forbidden = (message: string): HttpRefusal =>
  new HttpRefusal({ status: 403, code: "permission_denied", message })

export const notFound = (what: string): HttpRefusal =>
  new HttpRefusal({ status: 404, code: "not_found", message: `${what} is not here.` })

export const wrongMethod = (pathname: string, allow: string): Response => {
  const message = `${pathname} takes ${allow}.`
  const refused = toResponse(new HttpRefusal({ status: 405, code: "method_not_allowed", message }))
  refused.headers.set("allow", allow)
  return refused
}

export const foreignPage = (origin: string): HttpRefusal => forbidden(`Pages of ${origin} may not use this server.`)
