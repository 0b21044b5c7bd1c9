/** The transport over the platform's `WebSocket`, for pages, workers, Deno, Bun and Node. */
import { Transport, TransportError } from "@antiphon/core"
import * as Endpoint from "@antiphon/core/endpoint"
import { headerRefusal, pageKeyRefusal, scopedOpening, usableKey } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { fromPlatform } from "./fromPlatform.ts"
import type { WebSocketConstructor } from "./PlatformWebSocket.ts"
import { type DialOptions, dialLimits } from "../options.ts"

/** The bounds of the connections that a page opens, and the keys that it may use. */
export interface WebSocketOptions extends DialOptions {
  /**
   * Allows keys that are not ephemeral (`ek_…`) in a page. The user of a page can read the key that the page connects
   * with, so set this only for a key that is worth nothing. Workers of an edge runtime, Deno, Bun and Node are not
   * pages and use any key. Defaults to false.
   */
  readonly allowNonEphemeralKeys?: boolean
  /** The constructor of sockets. Defaults to `globalThis.WebSocket`. */
  readonly WebSocket?: WebSocketConstructor
}

/**
 * Makes the transport over the platform's `WebSocket`. The key travels as a subprotocol (protocol section 0), since a
 * page cannot set headers. The platform does not say why a handshake was refused, so a refusal is `Open` and never
 * `Unauthorized`. A page may close with 1000 and 3000 to 4999. The codes 1001 to 2999 are sent 3000 higher.
 */
export const make = (options: WebSocketOptions = {}): Transport["Service"] => {
  const limits = dialLimits(options)
  const late = TransportError.timeout({ phase: "opening", afterMs: limits.openMs })
  return {
    connect: (endpoint) =>
      Effect.gen(function* () {
        const key = yield* usableKey(endpoint)
        const isAnyKey = options.allowNonEphemeralKeys === true
        const refusal = (isAnyKey ? undefined : pageKeyRefusal(key, endpoint)) ?? headerRefusal(endpoint, key)
        if (refusal !== undefined) return yield* refusal
        const { subprotocols, url } = yield* Effect.fromResult(Endpoint.pageSocket(endpoint, key))
        const WebSocket = options.WebSocket ?? globalThis.WebSocket
        const dial = () =>
          Result.try({
            try: () => new WebSocket(url, [...Redacted.value(subprotocols)]),
            catch: () => TransportError.protocol({ detail: unusable })
          })
        return yield* fromPlatform(dial, endpoint, limits, key)
      }).pipe(scopedOpening, Effect.timeoutOrElse({ duration: limits.openMs, orElse: () => Effect.fail(late) }))
  }
}

/** {@link make} as a layer. */
export const layer = (options: WebSocketOptions = {}): Layer.Layer<Transport> => Layer.succeed(Transport, make(options))

// The platform's own message quotes the key.
const unusable = "the platform refused the address, or the key as a subprotocol. Check both"
