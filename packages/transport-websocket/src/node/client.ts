import { Endpoint, Open, Timeout, Transport, TransportError, Unauthorized } from "@antiphon/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { IncomingMessage } from "node:http"
import { WebSocket } from "ws"
import { fromSocket } from "./fromSocket.ts"
import { socketLimits, type SocketOptions } from "./SocketOptions.ts"

export interface ClientOptions extends SocketOptions {
  /** From dialling to an open connection: name, TCP, TLS and handshake together. Default 10 s. */
  readonly openTimeout?: Duration.Input
}

/**
 * The transport over `ws`: the key travels in a header, nothing is compressed, and a redirect is refused, since it
 * would carry the key along.
 */
export const make = (options: ClientOptions = {}): Transport["Service"] => {
  const limits = socketLimits(options)
  const openMs = Duration.toMillis(options.openTimeout ?? "10 seconds")
  const late = () => new TransportError({ reason: new Timeout({ phase: "opening the WebSocket", afterMs: openMs }) })
  return {
    connect: (endpoint) =>
      Effect.gen(function* () {
        const key = yield* Endpoint.key(endpoint)
        const { headers, url } = yield* Effect.fromResult(Endpoint.webSocket(endpoint, key))
        const dialled = {
          headers: { ...Redacted.value(headers) },
          followRedirects: false,
          perMessageDeflate: false,
          maxPayload: limits.maxEventBytes,
          closeTimeout: limits.closeMs
        }
        return yield* fromSocket(
          (refuse) => {
            const ws = new WebSocket(url, dialled)
            ws.on("unexpected-response", (_request, response) => {
              onRefusal(response, Option.getOrUndefined(key), (error) => {
                refuse(error)
                ws.terminate()
              })
            })
            return ws
          },
          endpoint,
          limits
        )
      }).pipe(Effect.timeoutOrElse({ duration: openMs, orElse: () => Effect.fail(late()) }))
  }
}

/** {@link make} as a layer. */
export const layer = (options: ClientOptions = {}): Layer.Layer<Transport> => Layer.succeed(Transport, make(options))

/** Bytes of a refusal's body that its detail may quote. */
const maxQuoted = 2048

/** Turns an HTTP answer that is no upgrade into the reason, quoting the start of its body without the key. */
const onRefusal = (
  response: IncomingMessage,
  key: Redacted.Redacted<string> | undefined,
  refuse: (error: TransportError) => void
): void => {
  const status = response.statusCode ?? 0
  let body = ""
  const done = () => {
    const said = key === undefined ? body : body.replaceAll(Redacted.value(key), "<redacted>")
    refuse(new TransportError({ reason: refusal(status, response.headers.location, said.trim()) }))
  }
  response.setEncoding("utf8")
  response.on("data", (chunk: string) => {
    body = (body + chunk).slice(0, maxQuoted)
    if (body.length === maxQuoted) done()
  })
  response.on("end", done)
  response.on("error", done)
}

const refusal = (status: number, location: string | undefined, body: string) => {
  const said = body === "" ? `HTTP ${status}` : body
  if (status === 401 || status === 403) return new Unauthorized({ status, detail: said })
  if (location !== undefined) {
    return new Open({ status, detail: `HTTP ${status} redirects to ${location}; give that address instead` })
  }
  return new Open({ status, detail: status === 200 ? "HTTP 200: no WebSocket at this address" : said })
}
