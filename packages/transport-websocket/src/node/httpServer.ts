import { type Address, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { createServer, type Server, STATUS_CODES } from "node:http"
import type { Socket } from "node:net"
import type { Duplex } from "node:stream"

/** How long a socket may take to send its request, in ms. */
const requestMs = 10_000

/** Sockets that may be open without having sent a whole request. Beyond that the oldest is closed. */
const maxUnasked = 1024

/**
 * Bounds the sockets of a server that have not sent a request. An upgraded socket is bounded by its connection. Node
 * itself enforces the time.
 */
const boundUnasked = (server: Server): void => {
  const unasked = new Set<Socket>()
  server.on("connection", (socket: Socket) => {
    unasked.add(socket)
    socket.once("close", () => unasked.delete(socket))
    const [oldest] = unasked
    if (unasked.size > maxUnasked) oldest?.destroy()
  })
  server.on("upgrade", ({ socket }) => unasked.delete(socket))
}

/**
 * Starts an HTTP server for upgrades alone, until the scope ends. Other requests get HTTP 426. A socket has 10 s to
 * send its request. At most 1024 sockets may be open without one.
 */
export const bind = (host: string, port: number): Effect.Effect<Server, TransportError, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<Server, TransportError>((resume) => {
      const options = { headersTimeout: requestMs, requestTimeout: requestMs, connectionsCheckingInterval: 1000 }
      const server = createServer(options, (_request, response) => {
        // Without keep-alive, so that a body that never ends keeps no socket.
        response.writeHead(426, { upgrade: "websocket", connection: "close" }).end()
      })
      boundUnasked(server)
      const refused = (cause: Error) => resume(Effect.fail(unusable(host, port, cause)))
      server.once("error", refused)
      server.listen(port, host, () => {
        server.off("error", refused)
        resume(Effect.succeed(server))
      })
      return Effect.sync(() => void server.close())
    }),
    (server) =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      }),
    { interruptible: true }
  )

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
