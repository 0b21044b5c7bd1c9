/** An HTTP server on a free port of this machine that knows its sockets. */
import { createServer, type Server } from "node:http"
import type { Socket } from "node:net"
import { once } from "node:events"

/** A server of a test. */
export interface Host {
  readonly server: Server
  /** `ws://127.0.0.1:…/v1` */
  readonly url: string
  /** Finds the socket of a peer, which is named by its address and port. */
  readonly socketOf: (peer: string) => Socket | undefined
  /** Destroys every socket and closes the server. */
  readonly close: () => Promise<void>
}

/** Opens a host. Plain requests are answered with 404. */
export const openHost = async (): Promise<Host> => {
  const sockets = new Map<string, Socket>()
  const server = createServer((_request, response) => response.writeHead(404).end())
  server.on("connection", (socket) => {
    const peer = `${socket.remoteAddress ?? "?"}:${socket.remotePort ?? "?"}`
    sockets.set(peer, socket)
    socket.on("close", () => sockets.delete(peer))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const port = typeof address === "object" ? address?.port : undefined
  return {
    server,
    url: `ws://127.0.0.1:${port}/v1`,
    socketOf: (peer) => sockets.get(peer),
    close: async () => {
      for (const socket of sockets.values()) socket.destroy()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    }
  }
}
