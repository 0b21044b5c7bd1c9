/** Connects to a provider. */
import {
  type ClientEvent,
  type Connection,
  type Endpoint,
  type Provider,
  type ServerEvent,
  Transport,
  type TransportError
} from "@antiphon/core"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/**
 * Describes the connections of one session at a provider, in GA. Run it for each connection of the session, as
 * `Session.reconnecting` does. Call this function again for another session.
 *
 * @example
 * Session.reconnecting(connectTo(xai({ key })), {})
 */
export const connectTo = (
  provider: Provider,
  kind?: Endpoint.EndpointKind
): Effect.Effect<Connection<ServerEvent, ClientEvent>, TransportError, Transport | Scope.Scope> => {
  const session = provider.session()
  return Effect.gen(function* () {
    const transport = yield* Transport
    const endpoint = yield* Effect.fromResult(session.endpoint(kind))
    return yield* Effect.flatMap(transport.connect(endpoint), session.adapt)
  })
}
