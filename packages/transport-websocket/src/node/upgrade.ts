/** HTTP upgrade requests and what becomes of them. */
import { type Handshake, TransportError } from "@antiphon/core"
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
import { asksForWebSocket, returnToHttp } from "./returnToHttp.ts"
import type { SocketLimits } from "./options.ts"

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

/** The upgrade listeners of this module, of all servers. */
const own = new WeakSet<object>()

/** Requests that were given back to HTTP. Several listeners may share a server, and the first of them does it. */
const returned = new WeakSet<IncomingMessage>()

/** Whether a server's upgrade listeners all take WebSockets alone. Another one may know what else is asked for. */
const isOurs = (server: Server): boolean => server.listeners("upgrade").every((listener) => own.has(listener))

/**
 * The WebSocket requests of a server whose handshake is taken, from now until the scope ends; then the stream fails and
 * those waiting are let go. `refused` hears of each that finds no place. Requests for another protocol stay with HTTP.
 */
export const upgradesOf = (
  server: Server,
  limits: SocketLimits,
  takes: (handshake: Handshake) => boolean,
  refused: (handshake: Handshake, error: TransportError) => void
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
      if (!asksForWebSocket(request)) {
        if (returned.has(request) || !isOurs(server)) return
        returned.add(request)
        return returnToHttp(server, request, socket, head)
      }
      const handshake = handshakeOf(request)
      if (!takes(handshake)) return
      socket.on("error", () => socket.destroy())
      if (Queue.sizeUnsafe(waiting) < maxWaiting) {
        Queue.offerUnsafe(waiting, { handshake, request, socket, head, upgrader })
        return
      }
      answer(socket, 503, fullDetail)
      refused(handshake, TransportError.open({ status: 503, detail: fullDetail }))
    }
    own.add(onUpgrade)
    const onError = (cause: Error) => {
      const detail = `the server failed: ${cause.message}`
      Queue.failCauseUnsafe(waiting, Cause.fail(TransportError.open({ detail, cause })))
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

const fullDetail = "too many connections wait to be served"

const closed = TransportError.closed({ code: 1000, reason: "the listener is closed", by: "local" })

/** Completes the handshake, where the peer still waits for it and asked in a valid way. */
export const upgrade = ({ head, request, socket, upgrader }: Upgrade): Result.Result<WebSocket, TransportError> => {
  let accepted: Result.Result<WebSocket, TransportError> = Result.fail(notUpgradable)
  upgrader.handleUpgrade(request, socket, head, (ws) => {
    accepted = Result.succeed(ws)
  })
  return accepted
}

const notUpgradable = TransportError.protocol({ detail: "the peer gave up, or sent no valid upgrade request" })

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
