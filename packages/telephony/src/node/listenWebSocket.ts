/** Carriers that dial a WebSocket. One port has their webhooks and their streams. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Duplex } from "node:stream"
import { type WebSocket, WebSocketServer } from "ws"
import { makeCallRegistry } from "../call/CallRegistry.ts"
import type { Carrier } from "../carriers/Carrier.ts"
import { attach } from "./attach.ts"
import type { ListenOptions } from "./ListenOptions.ts"

const longestBody = 64 * 1024
const longestFrame = 1024 * 1024
/** A carrier that reads no more is lost. */
const mostUnsent = 4 * 1024 * 1024

interface WebSocketOptions extends ListenOptions {
  readonly carrier: Carrier
}

export const listenWebSocket = async (options: WebSocketOptions) => {
  const { carrier, host = "127.0.0.1", maxCalls = 100, port = 0 } = options
  const registry = makeCallRegistry()
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestFrame, perMessageDeflate: false })

  const take = (socket: WebSocket): void => {
    const stream = attach(options, registry, {
      send: (frame) => {
        if (socket.readyState !== socket.OPEN) return
        if (socket.bufferedAmount > mostUnsent) return socket.terminate()
        socket.send(frame)
      },
      close: () => socket.close(1000)
    })
    socket.on("message", (data: Buffer, isBinary) =>
      stream.receive(isBinary ? new Uint8Array(data) : data.toString("utf8"))
    )
    socket.on("error", () => socket.terminate())
    socket.on("close", (code) => stream.closed(code !== 1006))
  }

  const server = createServer((request, response) => void answer(carrier, request, response))
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy())
    void carrier.admits(request.headers, request.url ?? "/").then(
      (isAdmitted) => {
        if (!isAdmitted) return refuse(socket, "403 Forbidden")
        if (sockets.clients.size >= maxCalls) return refuse(socket, "503 Service Unavailable")
        sockets.handleUpgrade(request, socket, head, take)
      },
      () => refuse(socket, "403 Forbidden")
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, resolve)
  })
  const close = async (): Promise<void> => {
    for (const socket of sockets.clients) socket.close(1001)
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of sockets.clients) socket.terminate()
  }
  return { port: (server.address() as AddressInfo).port, close }
}

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

const answer = async (carrier: Carrier, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { headers, method = "GET", url: target = "/" } = request
  if (carrier.answer === undefined || (method !== "POST" && method !== "GET")) {
    return end(response, 404, "text/plain", "Not found.")
  }
  const body = await bodyOf(request)
  if (body === undefined) return end(response, 413, "text/plain", "The request is too large.")
  try {
    const answered = await carrier.answer({ method, target, headers, body })
    end(response, answered.status, answered.contentType, answered.body)
  } catch {
    end(response, 400, "text/plain", "The request cannot be read.")
  }
}

const end = (response: ServerResponse, status: number, contentType: string, body: string): void => {
  response.writeHead(status, { "content-type": contentType }).end(body)
}

const bodyOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Array<Buffer> = []
  let length = 0
  try {
    for await (const chunk of request) {
      const bytes = Buffer.from(chunk)
      length += bytes.length
      if (length > longestBody) return undefined
      chunks.push(bytes)
    }
  } catch {
    return undefined
  }
  return Buffer.concat(chunks).toString("utf8")
}
