import { Endpoint, Protocol, Timeout, Transport, TransportError, usableKey } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { IncomingMessage } from "node:http"
import { WebSocket } from "ws"
import type { DialOptions } from "../SocketOptions.ts"
import { fromSocket } from "./fromSocket.ts"
import { type PingOptions, type SocketLimits, socketLimitsOf } from "./PingOptions.ts"
import { readRefusal } from "./refusal.ts"

/** The bounds of the connections that a client opens. */
export interface ClientOptions extends DialOptions, PingOptions {}

/**
 * The transport over `ws`: the key travels in a header, nothing is compressed, and a redirect is refused, since it
 * would carry the key along.
 */
export const make = (options: ClientOptions = {}): Transport["Service"] => {
  const limits = socketLimitsOf(options)
  const { openMs } = limits
  const late = () => new TransportError({ reason: new Timeout({ phase: "opening", afterMs: openMs }) })
  return {
    connect: (endpoint) =>
      Effect.gen(function* () {
        const key = yield* usableKey(endpoint)
        const request = yield* Effect.fromResult(Endpoint.webSocket(endpoint, key))
        return yield* fromSocket((refuse) => dial(request, key, limits, refuse), endpoint, limits, { key })
      }).pipe(Effect.timeoutOrElse({ duration: openMs, orElse: () => Effect.fail(late()) }))
  }
}

/** {@link make} as a layer. */
export const layer = (options: ClientOptions = {}): Layer.Layer<Transport> => Layer.succeed(Transport, make(options))

const dial = (
  { headers, url }: Endpoint.WebSocketRequest,
  key: Option.Option<Redacted.Redacted<string>>,
  limits: SocketLimits,
  refuse: (error: TransportError) => void
): Result.Result<WebSocket, TransportError> => {
  const options = {
    headers: { ...Redacted.value(headers) },
    followRedirects: false,
    perMessageDeflate: false,
    maxPayload: limits.maxEventBytes,
    closeTimeout: limits.closeMs
  }
  const refused = (ws: WebSocket, response: IncomingMessage) =>
    readRefusal(response, { url, key }, (reason) => {
      refuse(new TransportError({ reason }))
      ws.terminate()
    })
  return Result.try({
    try: () => {
      const ws = new WebSocket(url, options)
      return ws.on("unexpected-response", (_request, response) => refused(ws, response))
    },
    catch: () => new TransportError({ reason: new Protocol({ detail: undialable }) })
  })
}

// Node's own message may quote what it refused.
const undialable = "the address cannot be dialled, or the key has characters that a header cannot carry"
