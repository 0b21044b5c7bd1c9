/** The transport over `ws`, for Node. */
import { Transport, TransportError } from "@antiphon/core"
import * as Endpoint from "@antiphon/core/endpoint"
import { scopedOpening, usableKey } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Agent } from "node:http"
import { WebSocket } from "ws"
import type { DialOptions } from "../options.ts"
import { fromSocket } from "./fromSocket.ts"
import { Heartbeat } from "./Heartbeat.ts"
import { type PingOptions, type SocketLimits, socketLimits } from "./options.ts"
import { makeProxyAgent } from "./proxyAgent.ts"
import { proxyOf, usesProxies } from "./proxyOf.ts"
import { readRefusal } from "./refusal.ts"

/** The bounds of the connections that a client opens, and the route that they take. */
export interface ClientOptions extends DialOptions, PingOptions {
  /**
   * The agent that opens the sockets, as in `node:http`, for a proxy, a client certificate or a name service of your
   * own. Pass an agent of `node:https` for `wss`. Defaults to the proxies of the environment if Node uses them
   * (`NODE_USE_ENV_PROXY=1` or `--use-env-proxy`), as `fetch` does, and to a direct socket otherwise.
   */
  readonly agent?: Agent
}

/**
 * Makes the transport over `ws`. The key travels in a header, and nothing is compressed. A redirect is refused, because
 * it would carry the key along.
 */
export const make = (options: ClientOptions = {}): Transport["Service"] => {
  const limits = socketLimits(options)
  const { agent } = options
  const { openMs, pingMs } = limits
  const heartbeat = new Heartbeat(pingMs)
  const late = TransportError.timeout({ phase: "opening", afterMs: openMs })
  return {
    connect: (endpoint) =>
      Effect.gen(function* () {
        const key = yield* usableKey(endpoint)
        const request = yield* Effect.fromResult(Endpoint.webSocket(endpoint, key))
        return yield* fromSocket((refuse) => dial({ ...request, key, agent, limits, refuse }), endpoint, limits, {
          heartbeat,
          key
        })
      }).pipe(scopedOpening, Effect.timeoutOrElse({ duration: openMs, orElse: () => Effect.fail(late) }))
  }
}

/** {@link make} as a layer. */
export const layer = (options: ClientOptions = {}): Layer.Layer<Transport> => Layer.succeed(Transport, make(options))

interface Dialling extends Endpoint.WebSocketRequest {
  readonly key: Option.Option<Redacted.Redacted<string>>
  readonly agent: Agent | undefined
  readonly limits: SocketLimits
  readonly refuse: (error: TransportError) => void
}

const dial = (dialling: Dialling): Result.Result<WebSocket, TransportError> => {
  const { key, refuse, url } = dialling
  const proxy = dialling.agent === undefined && usesProxies() ? proxyOf(new URL(url)) : undefined
  const giveUp = (error: TransportError) => {
    refuse(error)
    opened?.terminate()
  }
  let opened: WebSocket | undefined
  const way = proxy === undefined ? Result.succeed(undefined) : makeProxyAgent(proxy, new URL(url), giveUp)
  return Result.flatMap(way, (through) =>
    Result.try({
      try: () => {
        const ws = new WebSocket(url, optionsOf(dialling, through?.agent ?? dialling.agent))
        opened = ws
        ws.once("close", () => through?.abandon())
        return ws.on("unexpected-response", (_request, response) => readRefusal(response, { url, key }, giveUp))
      },
      catch: () => TransportError.protocol({ detail: undialable })
    })
  )
}

const optionsOf = ({ headers, limits }: Dialling, agent: Agent | undefined) => ({
  headers: { ...Redacted.value(headers) },
  followRedirects: false,
  perMessageDeflate: false,
  maxPayload: limits.maxEventBytes,
  closeTimeout: limits.closeMs,
  ...(agent === undefined ? {} : { agent })
})

// Node's own message may quote what it refused.
const undialable = "the address cannot be dialled, or the key has characters that a header cannot carry. Check both"
