/** An in-memory listener, and the transport whose connections it accepts. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Codecs } from "../transport/ConnectionOptions.ts"
import * as Endpoint from "../transport/Endpoint.ts"
import { type Accepted, makeListener } from "../transport/makeListener.ts"
import { type Connection, type Handshake, type Listener, Transport } from "../transport/Transport.ts"
import { TransportError } from "../transport/TransportError.ts"
import { usableKey } from "../transport/usableKey.ts"
import { makeEnds, owned, type WireOptions } from "./pair.ts"

/** What the listener's end speaks, and what the wires are like. */
export interface ListenOptions<In, Out> extends Codecs<In, Out>, WireOptions {}

/** A server's work on one connection. The connection closes when it returns. */
export type Handler<In, Out, E, R> = (
  connection: Connection<In, Out>,
  handshake: Handshake
) => Effect.Effect<unknown, E, R>

/** Connections that may wait for {@link Listener.run}. The next one is refused. */
const backlog = 512

/** Makes a listener and the transport that reaches it, at any address. Connections wait for `run`. */
export const listen = <In, Out>(
  options: ListenOptions<In, Out>
): Effect.Effect<{ readonly listener: Listener<In, Out>; readonly transport: Transport["Service"] }> =>
  Effect.map(Queue.dropping<Accepted<In, Out>>(backlog), (accepted) => ({
    listener: makeListener({ address: { host: "memory", port: 0 }, accepted: Stream.fromQueue(accepted) }),
    transport: {
      connect: Effect.fnUntraced(function* <I, O>(endpoint: Endpoint.Endpoint<I, O>) {
        const handshake = yield* handshakeOf(endpoint)
        const ends = yield* makeEnds(endpoint, options, options, options)
        const client = yield* owned(ends.client)
        if (Queue.offerUnsafe(accepted, { handshake, open: owned(ends.server) })) return client
        return yield* TransportError.open({ detail: `${backlog} connections wait to be accepted` })
      })
    }
  }))

/** Makes the layer of a transport whose far end is `handler`, for tests of what stands on a transport. */
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

const handshakeOf = <In, Out>(endpoint: Endpoint.Endpoint<In, Out>): Effect.Effect<Handshake, TransportError> =>
  Effect.gen(function* () {
    const key = yield* usableKey(endpoint)
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
