import { Endpoint, Protocol, Timeout, Transport, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { fromPlatform } from "./fromPlatform.ts"
import type { WebSocketConstructor } from "./PlatformWebSocket.ts"
import { type DialOptions, limitsOf } from "./SocketOptions.ts"

/** The bounds of the connections that a page opens, and what it may show the world. */
export interface WebSocketOptions extends DialOptions {
  /**
   * Lets keys through that are not ephemeral (`ek_…`). Whoever opens the page can read the key it connects with;
   * leave it out unless the key is worth nothing. Default false.
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
        const key = yield* Endpoint.key(endpoint)
        if (Option.isSome(key) && options.allowLastingKeys !== true && !isEphemeral(key.value)) {
          return yield* new TransportError({ reason: new Protocol({ detail: lastingKey }) })
        }
        const { subprotocols, url } = yield* Effect.fromResult(Endpoint.webSocket(endpoint, key))
        const WebSocket = options.WebSocket ?? globalThis.WebSocket
        const dial = () =>
          Result.try({
            try: () => new WebSocket(url, [...Redacted.value(subprotocols)]),
            catch: () => new TransportError({ reason: new Protocol({ detail: unusable }) })
          })
        return yield* fromPlatform(dial, endpoint, limits)
      }).pipe(Effect.timeoutOrElse({ duration: limits.openMs, orElse: () => Effect.fail(late()) }))
  }
}

/** {@link make} as a layer. */
export const layer = (options: WebSocketOptions = {}): Layer.Layer<Transport> => Layer.succeed(Transport, make(options))

const isEphemeral = (key: Redacted.Redacted<string>): boolean => Redacted.value(key).startsWith("ek_")

const lastingKey = "only ephemeral keys (ek_…) belong in a page: mint one on your server"

// The platform's own message would quote the key.
const unusable = "the platform refused the address, or the key as a subprotocol"
