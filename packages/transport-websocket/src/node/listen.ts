/** The accepting side over `ws`. */
import { type Handshake, type Listener, Open, TransportError, Unauthorized } from "@antiphon/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Server } from "node:http"
import { makeBacklog } from "./Backlog.ts"
import { fromSocket } from "./fromSocket.ts"
import { addressOf, bind } from "./httpServer.ts"
import type { Codecs, SocketOptions } from "../SocketOptions.ts"
import { type PingOptions, socketLimitsOf } from "./PingOptions.ts"
import { refuse, upgrade, type Upgrade, upgradesOf } from "./upgrade.ts"

export interface ListenOptions<In, Out> extends SocketOptions, PingOptions {
  readonly vocabulary: Codecs<In, Out>
  /** Default `127.0.0.1`: nobody outside this machine. */
  readonly host?: string
  /** Default 0: any free one, told by the listener's `address`. */
  readonly port?: number
  /** Serves the upgrades of a server that listens already (https too), in place of `host` and `port`; it is not closed. */
  readonly server?: Server
  /**
   * Which handshakes are this listener's, where several share a `server`, say one for each vocabulary. What one does not
   * take is left to the others, so between them they must take everything. Default: all.
   */
  readonly takes?: (handshake: Handshake) => boolean
  /** The pages that may connect, e.g. `https://example.com`; others get HTTP 403. A peer that names no origin is no browser. */
  readonly origins?: ReadonlyArray<string>
  /**
   * Decides on each handshake, e.g. by its key, within 10 s. The reason it fails with reaches the peer as the HTTP
   * answer: `Unauthorized` and `Open` with their status and detail, others as 403. Default: everyone is admitted.
   */
  readonly admit?: (handshake: Handshake) => Effect.Effect<void, TransportError>
  /**
   * Hears of each handshake that was refused, and why: by `origins`, by `admit`, for want of a place, or because the peer
   * sent no valid one. For a log. Defaults to a log entry at the level Debug.
   */
  readonly onRefused?: (handshake: Handshake, error: TransportError) => Effect.Effect<void>
}

const admitMs = 10_000

/**
 * Listens until the scope ends. Selects the subprotocol `realtime` and no other, so that a key offered beside it is
 * never echoed. A port in use is an `Open` failure.
 */
export const listen = <In, Out>(
  options: ListenOptions<In, Out>
): Effect.Effect<Listener<In, Out>, TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    const limits = socketLimitsOf(options)
    const server = options.server ?? (yield* bind(options.host ?? "127.0.0.1", options.port ?? 0))
    const backlog = makeBacklog()
    const onRefused = options.onRefused ?? logRefused
    const runFork = Effect.runForkWith(yield* Effect.context<never>())
    const upgrades = yield* upgradesOf(server, limits, options.takes ?? (() => true), (handshake, error) => {
      runFork(onRefused(handshake, error))
    })

    const admit = (handshake: Handshake): Effect.Effect<void, TransportError> => {
      const origin = Option.getOrUndefined(handshake.origin)
      if (origin !== undefined && options.origins?.includes(origin) === false) {
        return new TransportError({
          reason: new Unauthorized({ status: 403, detail: `pages of ${origin} may not connect` })
        })
      }
      return Effect.timeoutOrElse(options.admit?.(handshake) ?? Effect.void, {
        duration: admitMs,
        orElse: () =>
          Effect.fail(new TransportError({ reason: new Open({ status: 503, detail: "admission took too long" }) }))
      })
    }

    return {
      address: addressOf(server),
      run: (handler) => {
        const serve = Effect.fnUntraced(function* (request: Upgrade) {
          const { handshake } = request
          const told = (error: TransportError) => onRefused(handshake, error)
          yield* admit(handshake).pipe(
            Effect.onError((cause) => refuse(request, cause)),
            Effect.tapError(told)
          )
          const connection = yield* fromSocket(() => upgrade(request), options.vocabulary, limits, { backlog }).pipe(
            Effect.tapError(told)
          )
          yield* handler(connection, handshake).pipe(
            Effect.onError((cause) =>
              Cause.hasInterruptsOnly(cause) ? Effect.void : connection.close(1011, "internal error")
            )
          )
        }, Effect.scoped)
        return Effect.gen(function* () {
          const connections = yield* FiberSet.make()
          return yield* upgrades.pipe(
            Stream.runForEach((request) =>
              FiberSet.run(connections, Effect.catchCause(serve(request), report), { propagateInterruption: false })
            ),
            Effect.andThen(Effect.never)
          )
        }).pipe(Effect.scoped)
      }
    }
  })

const logRefused = ({ path, peer }: Handshake, { message }: TransportError): Effect.Effect<void> =>
  Effect.annotateLogs(Effect.logDebug("a handshake was refused"), { path, peer, message })

/** A handler usually fails with the error that its connection ended with, which is no news. */
const report = (cause: Cause.Cause<unknown>): Effect.Effect<void> => {
  const isEnd = cause.reasons.every(
    (reason) =>
      Cause.isInterruptReason(reason) || (Cause.isFailReason(reason) && reason.error instanceof TransportError)
  )
  return isEnd
    ? Effect.logDebug("a connection ended", cause)
    : Effect.logError("the handler of a connection failed", cause)
}
