/** The accepting side over `ws`. */
import { type Handshake, type Listener, TransportError } from "@antiphon/core"
import { type Codecs, makeListener } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Server } from "node:http"
import type { SocketOptions } from "../options.ts"
import { makeBacklog } from "./Backlog.ts"
import { fromSocket } from "./fromSocket.ts"
import { Heartbeat } from "./Heartbeat.ts"
import { addressOf, bind } from "./httpServer.ts"
import { type PingOptions, socketLimits } from "./options.ts"
import { refuse, upgrade, type Upgrade, upgradesOf } from "./upgrade.ts"

/** Where a listener listens, what it speaks, and which handshakes it accepts. */
export interface ListenOptions<In, Out> extends SocketOptions, PingOptions {
  /** The vocabulary of every connection. */
  readonly vocabulary: Codecs<In, Out>
  /** Defaults to `127.0.0.1`, which only this machine reaches. */
  readonly host?: string
  /** Defaults to 0, any free port. The listener's `address` names it. */
  readonly port?: number
  /**
   * A server that listens already (https too). Its upgrades are served, `host` and `port` are not used, and it is not
   * closed.
   */
  readonly server?: Server
  /**
   * Selects the handshakes of this listener if several listeners share a `server`, for example one for each vocabulary.
   * The others see what one does not take, so together they must take everything. Defaults to all.
   */
  readonly takes?: (handshake: Handshake) => boolean
  /**
   * The pages that may connect, such as `https://example.com`. Others get HTTP 403. A peer without an origin is not a
   * browser.
   */
  readonly origins?: ReadonlyArray<string>
  /**
   * Decides on each handshake within 10 s, for example by its key. A failure reaches the peer as the HTTP answer.
   * `Unauthorized` and `Open` send their status and detail, and other reasons send 403. By default every handshake is
   * admitted.
   */
  readonly admit?: (handshake: Handshake) => Effect.Effect<void, TransportError>
  /**
   * Runs for each handshake that was refused, with the reason. `origins` or `admit` refused it, no place was free, or
   * the request was not valid. Use it for a log. Defaults to a log entry at the level Debug.
   */
  readonly onRefused?: (handshake: Handshake, error: TransportError) => Effect.Effect<void>
}

const admitMs = 10_000

/**
 * Listens until the scope ends. Selects the subprotocol `realtime` and no other, so that a key offered beside it is
 * never echoed. Fails with `Open` if the port is in use.
 */
export const listen = <In, Out>(
  options: ListenOptions<In, Out>
): Effect.Effect<Listener<In, Out>, TransportError, Scope.Scope> =>
  Effect.gen(function* () {
    const limits = socketLimits(options)
    const server = options.server ?? (yield* bind(options.host ?? "127.0.0.1", options.port ?? 0))
    const backlog = makeBacklog()
    const heartbeat = new Heartbeat(limits.pingMs)
    const onRefused = options.onRefused ?? logRefused
    const runFork = Effect.runForkWith(yield* Effect.context<never>())
    const upgrades = yield* upgradesOf(server, limits, options.takes ?? (() => true), (handshake, error) => {
      runFork(onRefused(handshake, error))
    })

    const admit = (handshake: Handshake): Effect.Effect<void, TransportError> => {
      const origin = Option.getOrUndefined(handshake.origin)
      if (origin !== undefined && options.origins?.includes(origin) === false) {
        return TransportError.unauthorized({ status: 403, detail: `pages of ${origin} may not connect` })
      }
      return Effect.timeoutOrElse(options.admit?.(handshake) ?? Effect.void, {
        duration: admitMs,
        orElse: () => Effect.fail(TransportError.open({ status: 503, detail: "admission took too long" }))
      })
    }
    const accept = (request: Upgrade) =>
      admit(request.handshake).pipe(
        Effect.onError((cause) => refuse(request, cause)),
        Effect.andThen(fromSocket(() => upgrade(request), options.vocabulary, limits, { backlog, heartbeat })),
        Effect.tapError((error) => onRefused(request.handshake, error))
      )
    return makeListener({
      address: addressOf(server),
      accepted: Stream.map(upgrades, (request) => ({
        handshake: request.handshake,
        open: Effect.suspend(() => accept(request))
      }))
    })
  })

const logRefused = ({ path, peer }: Handshake, { message }: TransportError): Effect.Effect<void> =>
  Effect.annotateLogs(Effect.logDebug("a handshake was refused"), { path, peer, message })
