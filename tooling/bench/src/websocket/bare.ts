/** The floor of the WebSocket suite. */
import type { AddressInfo } from "node:net"
import { once } from "node:events"
import { WebSocket, WebSocketServer } from "ws"
import { Counter, type Link, mark, now } from "./Link.ts"

/**
 * The floor is `ws` with `JSON.parse` and `JSON.stringify`. It has no validation, and no bound except the high-water
 * mark.
 */
export const bare = async (): Promise<Link> => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false })
  await once(server, "listening")
  const counter = new Counter()
  server.on("connection", (socket, request) => {
    if (request.url === "/count") {
      socket.on("message", (data: Buffer) => {
        JSON.parse(data.toString())
        counter.add(1)
      })
    } else socket.on("message", (data: Buffer) => socket.send(JSON.stringify(JSON.parse(data.toString()))))
  })
  const { port } = server.address() as AddressInfo
  const dial = async (path: string) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { perMessageDeflate: false })
    await once(socket, "open")
    return socket
  }
  const hangUp = async (socket: WebSocket) => {
    socket.close()
    await once(socket, "close")
  }
  return {
    roundTrips: async (event, total) => {
      const socket = await dial("/")
      const times: Array<number> = []
      await new Promise<void>((resolve) => {
        let start = now()
        socket.on("message", (data: Buffer) => {
          JSON.parse(data.toString())
          times.push(now() - start)
          if (times.length === total) return resolve()
          start = now()
          socket.send(JSON.stringify(event))
        })
        socket.send(JSON.stringify(event))
      })
      await hangUp(socket)
      return times
    },
    oneWay: async (event, total) => {
      const socket = await dial("/count")
      const all = counter.expect(total)
      const start = now()
      for (let sent = 0; sent < total; sent++) {
        if (socket.bufferedAmount < mark) socket.send(JSON.stringify(event))
        else await new Promise((resolve) => socket.send(JSON.stringify(event), resolve))
      }
      await all
      const elapsed = (now() - start) / total
      await hangUp(socket)
      return elapsed
    },
    idle: async (total) => {
      const sockets = await Promise.all(Array.from({ length: total }, () => dial("/")))
      return async () => void (await Promise.all(sockets.map(hangUp)))
    },
    close: async () => {
      server.close()
      await once(server, "close")
    }
  }
}
