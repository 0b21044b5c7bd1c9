import type { TransportError } from "@antiphon/core"
import { refusalBytes, refusalError } from "@antiphon/core/transport"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { IncomingMessage } from "node:http"

/** Reads an HTTP answer that is not an upgrade. The error quotes the server, without the key. */
export const readRefusal = (
  response: IncomingMessage,
  sent: { readonly url: string; readonly key: Option.Option<Redacted.Redacted<string>> },
  done: (error: TransportError) => void
): void => {
  const { headers, statusCode: status = 0 } = response
  let body = ""
  response.setEncoding("utf8")
  response.on("data", (chunk: string) => {
    body += chunk
    // More is read than is quoted, so that a key is whole wherever it begins in the quotation.
    if (body.length > 2 * refusalBytes) response.destroy()
  })
  response.on("close", () => done(refusalError({ ...sent, status, location: headers.location, body })))
  response.on("error", () => {})
}
