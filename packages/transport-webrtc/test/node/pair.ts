/** Two ends of a call in this process, over UDP of loopback. */
import { type Connection, Endpoint, type TransportError } from "@antiphon/core"
import { accept, type AcceptOptions, type Call, make, nodeDataChannel, type PeerConnections } from "../../src/node.ts"
import type { WebRtcOptions } from "../../src/node.ts"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"

export const bindAddress = "127.0.0.1"

/** Peer connections, of which it is known how many are open. */
export interface Counted extends PeerConnections {
  readonly open: () => number
}

export const counted: Effect.Effect<Counted, TransportError> = Effect.map(nodeDataChannel({ bindAddress }), (made) => {
  const open = new Set<object>()
  return {
    open: () => open.size,
    make: (options) => {
      const peer = made.make(options)
      open.add(peer)
      return {
        ...peer,
        close: () => {
          peer.close()
          open.delete(peer)
        }
      }
    }
  }
})

export interface Pair<In, Out, PeerIn, PeerOut> {
  readonly client: Call<In, Out>
  readonly server: Call<PeerIn, PeerOut>
}

/**
 * A call from `make` to `accept`. The surrounding scope owns both ends; the dialling one is closed first. `reroute` may
 * change the answer on its way.
 */
export const pair = <In, Out, PeerIn, PeerOut>(
  client: {
    readonly endpoint: Pick<Endpoint.Endpoint<In, Out>, "incoming" | "outgoing">
    readonly options?: WebRtcOptions
  },
  server: AcceptOptions<PeerIn, PeerOut>,
  reroute: (answer: string) => string = (answer) => answer
): Effect.Effect<Pair<In, Out, PeerIn, PeerOut>, TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const accepted = yield* Deferred.make<Call<PeerIn, PeerOut>, TransportError>()
    const transport = make({
      bindAddress,
      ...client.options,
      exchange: (offer) =>
        Effect.gen(function* () {
          const { connection, sdp } = yield* accept(offer, { bindAddress, ...server })
          yield* Effect.forkIn(Deferred.into(Scope.provide(connection, scope), accepted), scope)
          return { sdp: reroute(sdp), ...(server.callId === undefined ? {} : { callId: server.callId }) }
        }).pipe(Scope.provide(scope))
    })
    const call = yield* transport.connect({ ...Endpoint.conversation({ model: "m" }), ...client.endpoint })
    return { client: call, server: yield* Deferred.await(accepted) }
  })

/** Gives a connection to the surrounding scope, ahead of what the scope holds already. */
export const closedFirst = <In, Out>(connection: Connection<In, Out>): Effect.Effect<void, never, Scope.Scope> =>
  Effect.addFinalizer(() => connection.close())
