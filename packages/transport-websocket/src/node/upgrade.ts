/** HTTP upgrade requests, and how they are completed or refused. */
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
  readonly socket: Duplex
  /** What the upgrade needs. It is gone afterwards, or a connection would keep its request as long as it lives. */
  asked: Asked | undefined
}

/** A request as Node hands it over. */
interface Asked {
  readonly request: IncomingMessage
  readonly head: Buffer
  readonly upgrader: WebSocketServer
}

/** Requests that may wait to be taken. More get HTTP 503. */
const maxWaiting = 1024

/** The upgrade listeners of this module, of all servers. */
const own = new WeakSet<object>()

/** Requests that were returned to HTTP. If several listeners share a server, the first of them returns the request. */
const returned = new WeakSet<IncomingMessage>()

/** Whether all upgrade listeners of a server take WebSockets alone. Another listener may know the other protocol. */
const isOurs = (server: Server): boolean => server.listeners("upgrade").every((listener) => own.has(listener))

/**
 * Returns the WebSocket requests of a server that `takes` accepts, from now until the scope ends. Then the stream
 * fails, and the sockets of waiting requests are destroyed. `refused` is called for each request that finds no place.
 * Requests for another protocol stay with HTTP.
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
        Queue.offerUnsafe(waiting, { handshake, socket, asked: { request, head, upgrader } })
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

/** Completes the handshake. Fails if the peer gave up or its request is not valid. */
export const upgrade = (waiting: Upgrade): Result.Result<WebSocket, TransportError> => {
  const { asked, socket } = waiting
  waiting.asked = undefined
  let accepted: Result.Result<WebSocket, TransportError> = Result.fail(notUpgradable)
  asked?.upgrader.handleUpgrade(asked.request, socket, asked.head, (ws) => {
    accepted = Result.succeed(ws)
  })
  return accepted
}

const notUpgradable = TransportError.protocol({ detail: "the peer gave up, or its upgrade request is not valid" })

/** Refuses a request with the status and the detail of the reason, or with 500 if admission broke. */
export const refuse = ({ socket }: Upgrade, cause: Cause.Cause<TransportError>): Effect.Effect<void> =>
  Effect.sync(() => {
    if (Cause.hasInterruptsOnly(cause)) return void socket.destroy()
    const failed = cause.reasons.find(Cause.isFailReason)
    if (failed === undefined) return answer(socket, 500, "internal error")
    const { reason } = failed.error
    const status = (reason._tag === "Unauthorized" || reason._tag === "Open" ? reason.status : undefined) ?? 403
    answer(socket, status, "detail" in reason ? reason.detail : reason._tag)
  })
