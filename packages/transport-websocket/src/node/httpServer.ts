import { type Address, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import type * as Scope from "effect/Scope"
import { createServer, type Server, STATUS_CODES } from "node:http"
import type { Socket } from "node:net"
import type { Duplex } from "node:stream"

/** How long a socket may take to send its request, in ms. */
const requestMs = 10_000

/** Sockets that may be open without having sent a whole request. Beyond that the oldest is closed. */
const maxUnasked = 1024

/** Bounds the sockets of a server that have not sent a request. An upgraded socket is bounded by its connection. */
const boundUnasked = Effect.fnUntraced(function* (server: Server): Effect.fn.Return<void, never, Scope.Scope> {
  const run = yield* FiberSet.makeRuntime()
  const unasked = new Map<Socket, Fiber.Fiber<void>>()
  const forget = (socket: Socket): void => {
    unasked.get(socket)?.interruptUnsafe()
    unasked.delete(socket)
  }
  server.on("connection", (socket: Socket) => {
    unasked.set(
      socket,
      run(
        Effect.delay(
          Effect.sync(() => void socket.destroy()),
          requestMs
        )
      )
    )
    socket.once("close", () => forget(socket))
    const [oldest] = unasked.keys()
    if (unasked.size > maxUnasked) oldest?.destroy()
  })
  server.on("upgrade", ({ socket }) => forget(socket))
})

/**
 * Starts an HTTP server for upgrades alone, until the scope ends. Other requests get HTTP 426. A socket has 10 s to
 * send its request. At most 1024 sockets may be open without one.
 */
export const bind = Effect.fnUntraced(function* (
  host: string,
  port: number
): Effect.fn.Return<Server, TransportError, Scope.Scope> {
  const server = createServer((_request, response) => {
    // Without keep-alive, so that a body that never ends keeps no socket.
    response.writeHead(426, { upgrade: "websocket", connection: "close" }).end()
  })
  yield* boundUnasked(server)
  return yield* Effect.acquireRelease(
    Effect.callback<Server, TransportError>((resume) => {
      const refused = (cause: Error) => resume(Effect.fail(unusable(host, port, cause)))
      server.once("error", refused)
      server.listen(port, host, () => {
        server.off("error", refused)
        resume(Effect.succeed(server))
      })
      return Effect.sync(() => void server.close())
    }),
    () =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      }),
    { interruptible: true }
  )
})

/** Returns the address of a listening server. */
export const addressOf = (server: Server): Address => {
  const address = server.address()
  return address === null || typeof address === "string"
    ? { host: address ?? "", port: 0 }
    : { host: address.address, port: address.port }
}

const unusable = (host: string, port: number, cause: NodeJS.ErrnoException): TransportError => {
  const detail =
    cause.code === "EADDRINUSE"
      ? `port ${port} of ${host} is in use. Choose another, or 0 for any free port`
      : `cannot listen on port ${port} of ${host}: ${cause.message}`
  return TransportError.open({ detail, cause })
}

/** Answers an upgrade request with an HTTP error in the protocol's form and ends its socket. */
export const answer = (socket: Duplex, status: number, message: string): void => {
  const body = JSON.stringify({ error: { type: "invalid_request_error", code: null, message, param: null } })
  socket.once("finish", () => socket.destroy())
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}`,
      "Connection: close",
      "Content-Type: application/json",
      `Content-Length: ${Buffer.byteLength(body)}`,
      "",
      body
    ].join("\r\n")
  )
}
