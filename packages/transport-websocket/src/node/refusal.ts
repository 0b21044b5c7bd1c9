import { Open, type TransportErrorReason, Unauthorized } from "@antiphon/core"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { IncomingMessage } from "node:http"

/** Bytes of a refusal's body that its detail may quote. */
const maxQuoted = 2048

/** Reads an HTTP answer that is no upgrade; the reason quotes the start of its body, without the key. */
export const readRefusal = (
  response: IncomingMessage,
  key: Option.Option<Redacted.Redacted<string>>,
  done: (reason: TransportErrorReason) => void
): void => {
  const { headers, statusCode: status = 0 } = response
  let body = ""
  const finish = () => {
    const said = Option.match(key, {
      onNone: () => body,
      onSome: (secret) => body.replaceAll(Redacted.value(secret), "<redacted>")
    })
    done(refusalOf(status, headers.location, said.trim()))
  }
  response.setEncoding("utf8")
  response.on("data", (chunk: string) => {
    body += chunk
    // Twice as much, so that a key is whole wherever it begins in what is quoted.
    if (body.length > 2 * maxQuoted) response.destroy()
  })
  response.on("close", finish)
  response.on("error", () => {})
}

const refusalOf = (status: number, location: string | undefined, body: string): TransportErrorReason => {
  const said = body === "" ? `HTTP ${status}` : body.slice(0, maxQuoted)
  if (status === 401 || status === 403) return new Unauthorized({ status, detail: said })
  if (location !== undefined) {
    return new Open({ status, detail: `HTTP ${status} points to ${location}: redirects are not followed, dial it` })
  }
  return new Open({ status, detail: said })
}
