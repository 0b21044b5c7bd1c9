/** Sockets of `ws` that know nothing of this project, as peers that the compliance suite can drive. */
import { Closed, type Decoded, TransportError } from "@antiphon/core"
import { makeInbox } from "@antiphon/core/transport"
import { frames, type Peer } from "@antiphon/transport-compliance"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { once } from "node:events"
import { createServer, type AddressInfo, type Server, Socket } from "node:net"
import type { WebSocket } from "ws"
import { type ServerOptions, WebSocketServer } from "ws"

const unbounded = { maxEvents: Infinity, maxBytes: Infinity }

/** A peer on a socket. Listeners are attached before this returns. */
export const plainPeer = (ws: WebSocket): Effect.Effect<Peer> =>
  Effect.gen(function* () {
    const inbox = yield* makeInbox<string>(frames, unbounded)
    let by: "local" | "remote" = "remote"
    ws.on("message", (data: Buffer, isBinary) => (isBinary ? inbox.binary(data) : inbox.text(data.toString())))
    ws.on("error", () => {})
    ws.on("close", (code, reason) =>
      inbox.end(new TransportError({ reason: new Closed({ code, reason: reason.toString(), by }) }))
    )
    return {
      incoming: inbox.incoming,
      ended: inbox.ended,
      media: Option.none(),
      send: (frame) =>
        Effect.promise<void>(
          () =>
            new Promise((resolve) =>
              ws.send(typeof frame === "string" ? frame : JSON.stringify(frame), () => resolve())
            )
        ),
      binary: (frame) => Effect.sync(() => ws.send(frame)),
      close: (code = 1000, reason = "") =>
        Effect.suspend(() => {
          by = "local"
          ws.close(code, reason)
          return inbox.ended
        }).pipe(Effect.asVoid),
      drop: Effect.sync(() => rawOf(ws).resetAndDestroy()),
      stall: Effect.sync(() => {
        ws.pause()
        return Effect.sync(() => ws.resume())
      })
    }
  })

/** The TCP socket below, to be cut without a word. */
export const rawOf = (ws: WebSocket): Socket => {
  const socket: unknown = Reflect.get(ws, "_socket")
  if (socket instanceof Socket) return socket
  throw new Error("the WebSocket is not open")
}

/** A `ws` server of default settings on a free port. */
export const plainServer = (
  options: ServerOptions = {}
): Effect.Effect<{ readonly port: number; readonly server: WebSocketServer }, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const server = new WebSocketServer({ host: "127.0.0.1", port: 0, ...options })
      await once(server, "listening")
      return { server, port: portOf(server.address()) }
    }),
    ({ server }) =>
      Effect.promise(async () => {
        for (const client of server.clients) client.terminate()
        server.close()
        await once(server, "close")
      })
  )

/** A TCP server. `onSocket` receives each socket, which is destroyed with the scope. */
export const tcpServer = (onSocket: (socket: Socket) => void): Effect.Effect<number, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(async () => {
        const sockets = new Set<Socket>()
        const server: Server = createServer((socket) => {
          sockets.add(socket)
          socket.on("error", () => {})
          onSocket(socket)
        })
        server.listen(0, "127.0.0.1")
        await once(server, "listening")
        return { server, sockets }
      }),
      ({ server, sockets }) =>
        Effect.promise(async () => {
          for (const socket of sockets) socket.destroy()
          server.close()
          await once(server, "close")
        })
    ),
    ({ server }) => portOf(server.address())
  )

/** A port where nothing listens. */
export const freePort: Effect.Effect<number> = Effect.scoped(tcpServer(() => {}))

export const portOf = (address: AddressInfo | string | null): number => {
  if (address === null || typeof address === "string") throw new Error("no port")
  return address.port
}

/** The first item of a decoded stream that the suite's frames codec made. */
export const frameOf = (decoded: Decoded<string>): string => (decoded._tag === "Known" ? decoded.event : "")
