/** An in-memory listener, and the transport whose connections it accepts. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Endpoint from "../transport/Endpoint.ts"
import { type Connection, type Handshake, type Listener, Transport } from "../transport/Transport.ts"
import { Open, TransportError, transportError } from "../transport/TransportError.ts"
import type { Codecs } from "./MemoryEnd.ts"
import { makeEnds, owned, type WireOptions } from "./pair.ts"

/** What the listener's end speaks, and what the wires are like. */
export interface ListenOptions<In, Out> extends Codecs<In, Out>, WireOptions {}

/** A server's work on one connection; the connection closes when it returns. */
export type Handler<In, Out, E, R> = (
  connection: Connection<In, Out>,
  handshake: Handshake
) => Effect.Effect<unknown, E, R>

interface Accepted<In, Out> {
  readonly connection: Connection<In, Out>
  readonly handshake: Handshake
}

/** Connections that wait for {@link Listener.run}; the next is refused. */
const backlog = 512

/** A listener and the transport that reaches it, whatever the endpoint's address. Connections wait for `run`. */
export const listen = <In, Out>(
  options: ListenOptions<In, Out>
): Effect.Effect<{ readonly listener: Listener<In, Out>; readonly transport: Transport["Service"] }> =>
  Effect.map(Queue.dropping<Accepted<In, Out>>(backlog), (accepted) => ({
    listener: {
      address: { host: "memory", port: 0 },
      run: (handler) =>
        Effect.scoped(
          Effect.forever(
            Effect.flatMap(Queue.take(accepted), ({ connection, handshake }) =>
              Effect.forkScoped(serve(connection, handler(connection, handshake)))
            )
          )
        )
    },
    transport: {
      connect: Effect.fnUntraced(function* <I, O>(endpoint: Endpoint.Endpoint<I, O>) {
        const handshake = yield* handshakeOf(endpoint)
        const ends = yield* makeEnds(endpoint, options, options, options)
        const client = yield* owned(ends.client)
        if (Queue.offerUnsafe(accepted, { connection: ends.server, handshake })) return client
        return yield* transportError(new Open({ detail: `${backlog} connections wait to be accepted` }))
      })
    }
  }))

/** A transport whose far end is `handler`: the layer for tests of what stands on a transport. */
export const transport = <In, Out, E, R>(
  options: ListenOptions<In, Out>,
  handler: Handler<In, Out, E, R>
): Layer.Layer<Transport, never, Exclude<R, Scope.Scope>> =>
  Layer.effect(
    Transport,
    Effect.gen(function* () {
      const memory = yield* listen(options)
      yield* Effect.forkScoped(memory.listener.run(handler))
      return Transport.of(memory.transport)
    })
  )

/** Runs a handler in a scope of its own that owns the connection; a failure ends this connection alone, with 1011. */
const serve = <In, Out, E, R>(
  connection: Connection<In, Out>,
  handling: Effect.Effect<unknown, E, R>
): Effect.Effect<void, never, Exclude<R, Scope.Scope>> =>
  Effect.andThen(owned(connection), handling).pipe(
    Effect.tapCause((cause) =>
      Cause.hasInterrupts(cause) || Cause.squash(cause) instanceof TransportError
        ? Effect.void
        : Effect.andThen(Effect.logWarning("a connection's handler failed", cause), connection.close(1011))
    ),
    Effect.exit,
    Effect.asVoid,
    Effect.scoped
  )

const handshakeOf = <In, Out>(endpoint: Endpoint.Endpoint<In, Out>): Effect.Effect<Handshake, TransportError> =>
  Effect.gen(function* () {
    const key = yield* Endpoint.key(endpoint)
    const request = yield* Effect.fromResult(Endpoint.webSocket(endpoint, key))
    const url = new URL(request.url)
    return {
      path: url.pathname,
      query: Object.fromEntries([...url.searchParams].toReversed()),
      dialect: endpoint.beta ? "beta" : "ga",
      key,
      origin: Option.none(),
      peer: "memory"
    }
  })
