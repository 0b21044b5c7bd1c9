import { Endpoint, pageKeyRefusal, Protocol, Timeout, Transport, TransportError, usableKey } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { fromPlatform } from "./fromPlatform.ts"
import type { WebSocketConstructor } from "./PlatformWebSocket.ts"
import { type DialOptions, limitsOf } from "./SocketOptions.ts"

/** The bounds of the connections that a page opens, and what it may show the world. */
export interface WebSocketOptions extends DialOptions {
  /**
   * Lets keys that are not ephemeral (`ek_…`) through in a page. The user of a page can read the key that it connects
   * with, so leave this out unless the key is worth nothing. Workers of an edge runtime, Deno, Bun and Node are no pages
   * and use any key. Defaults to false.
   */
  readonly allowLastingKeys?: boolean
  /** Default `globalThis.WebSocket`. */
  readonly WebSocket?: WebSocketConstructor
}

/**
 * The transport over the platform's `WebSocket`. The key travels as a subprotocol (protocol section 0), since a page
 * cannot set headers; why a handshake was refused the platform does not tell, so that is `Open` and never
 * `Unauthorized`. A page may close with 1000 and 3000 to 4999: 1001 to 2999 are sent 3000 higher.
 */
export const make = (options: WebSocketOptions = {}): Transport["Service"] => {
  const limits = limitsOf(options)
  const late = () => new TransportError({ reason: new Timeout({ phase: "opening", afterMs: limits.openMs }) })
  return {
    connect: (endpoint) =>
      Effect.gen(function* () {
        const key = yield* usableKey(endpoint)
        const unfit = options.allowLastingKeys === true ? undefined : pageKeyRefusal(key)
        if (unfit !== undefined) return yield* unfit
        const { subprotocols, url } = yield* Effect.fromResult(Endpoint.webSocket(endpoint, key))
        const WebSocket = options.WebSocket ?? globalThis.WebSocket
        const dial = () =>
          Result.try({
            try: () => new WebSocket(url, [...Redacted.value(subprotocols)]),
            catch: () => new TransportError({ reason: new Protocol({ detail: unusable }) })
          })
        return yield* fromPlatform(dial, endpoint, limits, key)
      }).pipe(Effect.timeoutOrElse({ duration: limits.openMs, orElse: () => Effect.fail(late()) }))
  }
}

/** {@link make} as a layer. */
export const layer = (options: WebSocketOptions = {}): Layer.Layer<Transport> => Layer.succeed(Transport, make(options))

// The platform's own message would quote the key.
const unusable = "the platform refused the address, or the key as a subprotocol"
