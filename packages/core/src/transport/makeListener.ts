/** Makes the accepting side of a transport from a stream of peers, for adapter authors. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Address, Connection, Handshake, Listener } from "./Transport.ts"
import { TransportError } from "./TransportError.ts"

/** A peer that asks to be served. */
export interface Accepted<In, Out> {
  /** What the peer asked for when it connected. */
  readonly handshake: Handshake
  /** Opens the connection, or refuses it by failing. The scope is the one that the connection lives in. */
  readonly open: Effect.Effect<Connection<In, Out>, TransportError, Scope.Scope>
}

/** What an accepting side is made of. */
export interface ListenerOptions<In, Out> {
  /** Where the listener listens. */
  readonly address: Address
  /** The peers, from the moment that the listener exists. A failure of the stream ends `run`. */
  readonly accepted: Stream.Stream<Accepted<In, Out>, TransportError>
}

/**
 * Makes a listener. Each connection has a fiber and a scope of its own, and closes when its handler returns. A handler
 * that fails ends its connection with 1011 and no other. A failure to open is logged and ends nothing else.
 */
export const makeListener = <In, Out>({ accepted, address }: ListenerOptions<In, Out>): Listener<In, Out> => ({
  address,
  run: (handler) => {
    const serve = ({ handshake, open }: Accepted<In, Out>) =>
      Effect.flatMap(open, (connection) =>
        handler(connection, handshake).pipe(
          Effect.onError((cause) =>
            Cause.hasInterruptsOnly(cause) ? Effect.void : connection.close(1011, "internal error")
          )
        )
      ).pipe(Effect.scoped, Effect.catchCause(report))
    return Effect.gen(function* () {
      const connections = yield* FiberSet.make()
      return yield* accepted.pipe(
        Stream.runForEach((peer) => FiberSet.run(connections, serve(peer), { propagateInterruption: false })),
        Effect.andThen(Effect.never)
      )
    }).pipe(Effect.scoped)
  }
})

/** A handler usually fails with the error that its connection ended with. That is no news. */
const report = (cause: Cause.Cause<unknown>): Effect.Effect<void> => {
  const isEnd = cause.reasons.every(
    (reason) =>
      Cause.isInterruptReason(reason) || (Cause.isFailReason(reason) && reason.error instanceof TransportError)
  )
  return isEnd
    ? Effect.logDebug("a connection ended", cause)
    : Effect.logError("the handler of a connection failed", cause)
}
