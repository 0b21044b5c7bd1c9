/** HTTP upgrade requests and what becomes of them. */
import { Closed, type Handshake, Open, Protocol, TransportError } from "@antiphon/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { IncomingMessage, Server } from "node:http"
import type { Duplex } from "node:stream"
import { type WebSocket, WebSocketServer } from "ws"
import { handshakeOf } from "./handshake.ts"
import { answer } from "./httpServer.ts"
import type { SocketLimits } from "./PingOptions.ts"

/** A request that waits to be upgraded or refused. */
export interface Upgrade {
  readonly handshake: Handshake
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
  readonly upgrader: WebSocketServer
}

/** Requests that may wait to be taken; more get HTTP 503. */
const maxWaiting = 1024

/**
 * The upgrade requests of a server whose handshake is taken, from now until the scope ends; then the stream fails and those
 * waiting are let go.
 */
export const upgradesOf = (
  server: Server,
  limits: SocketLimits,
  takes: (handshake: Handshake) => boolean
): Effect.Effect<Stream.Stream<Upgrade, TransportError>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const waiting = yield* Queue.unbounded<Upgrade, TransportError>()
    const options = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: limits.maxEventBytes,
      closeTimeout: limits.closeMs,
      handleProtocols: (offers: Set<string>): string | false => (offers.has("realtime") ? "realtime" : false)
    }
    const upgrader = new WebSocketServer(options)
    const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const handshake = handshakeOf(request)
      if (!takes(handshake)) return
      socket.on("error", () => socket.destroy())
      const isFull = Queue.sizeUnsafe(waiting) >= maxWaiting
      if (isFull) answer(socket, 503, "too many connections wait to be served")
      else Queue.offerUnsafe(waiting, { handshake, request, socket, head, upgrader })
    }
    const onError = (cause: Error) => {
      const detail = `the server failed: ${cause.message}`
      Queue.failCauseUnsafe(waiting, Cause.fail(new TransportError({ reason: new Open({ detail, cause }) })))
    }
    server.on("upgrade", onUpgrade)
    server.on("error", onError)
    yield* Effect.addFinalizer(() =>
      Effect.gen(function* () {
        server.off("upgrade", onUpgrade)
        server.off("error", onError)
        for (const { socket } of yield* Effect.orElseSucceed(Queue.clear(waiting), () => [])) socket.destroy()
        yield* Queue.fail(waiting, closed)
      })
    )
    return Stream.fromQueue(waiting)
  })

const closed = new TransportError({ reason: new Closed({ code: 1000, reason: "the listener is closed", by: "local" }) })

/** Completes the handshake, where the peer still waits for it and asked in a valid way. */
export const upgrade = ({ head, request, socket, upgrader }: Upgrade): Result.Result<WebSocket, TransportError> => {
  let accepted: Result.Result<WebSocket, TransportError> = Result.fail(notUpgradable)
  upgrader.handleUpgrade(request, socket, head, (ws) => {
    accepted = Result.succeed(ws)
  })
  return accepted
}

const notUpgradable = new TransportError({
  reason: new Protocol({ detail: "the peer gave up, or sent no valid upgrade request" })
})

/** Ends a request that was not admitted: with the status and detail of the reason, or 500 where admission broke. */
export const refuse = ({ socket }: Upgrade, cause: Cause.Cause<TransportError>): Effect.Effect<void> =>
  Effect.sync(() => {
    if (Cause.hasInterruptsOnly(cause)) return void socket.destroy()
    const failed = cause.reasons.find(Cause.isFailReason)
    if (failed === undefined) return answer(socket, 500, "internal error")
    const { reason } = failed.error
    const status = (reason._tag === "Unauthorized" || reason._tag === "Open" ? reason.status : undefined) ?? 403
    answer(socket, status, "detail" in reason ? reason.detail : reason._tag)
  })
