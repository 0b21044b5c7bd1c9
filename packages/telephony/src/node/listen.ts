/** Takes calls. It answers a carrier's webhook, admits its upgrades, and gives each call as it starts. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Duplex } from "node:stream"
import { type WebSocket, WebSocketServer } from "ws"
import { acceptStream } from "../call/acceptStream.ts"
import { makeCallRegistry } from "../call/CallRegistry.ts"
import type { Carrier } from "../carriers/Carrier.ts"
import type { Odd } from "../Dialect.ts"
import { type PhoneCall, phoneCallOf } from "./PhoneCall.ts"

export interface ListenOptions {
  readonly carrier: Carrier
  /** Called with each call as it starts. If it fails, the call is hung up. */
  readonly onCall: (call: PhoneCall) => void | Promise<void>
  /** Called if `onCall` fails. Defaults to a warning of the process. */
  readonly onError?: (error: unknown, call: PhoneCall) => void
  /** Defaults to a free port. */
  readonly port?: number
  /** Defaults to `127.0.0.1`. */
  readonly host?: string
  /** Called with each frame that the dialect does not know or cannot read. */
  readonly onOdd?: (odd: Odd) => void
  /** The most calls at once. Others are refused with 503. Defaults to 100. */
  readonly maxCalls?: number
}

export interface Phone extends AsyncDisposable {
  readonly port: number
  /** Refuses new calls and hangs up the others. */
  readonly close: () => Promise<void>
}

const longestBody = 64 * 1024
const longestFrame = 1024 * 1024
/** A carrier that reads no more is lost. */
const mostUnsent = 4 * 1024 * 1024

/** Listens for calls. Resolves once the port is open. */
export const listen = async (options: ListenOptions): Promise<Phone> => {
  const { carrier, host = "127.0.0.1", maxCalls = 100, port = 0 } = options
  const registry = makeCallRegistry()
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestFrame, perMessageDeflate: false })

  const take = (socket: WebSocket): void => {
    const scope = Effect.runSync(Scope.make())
    const stream = Effect.runSync(
      Scope.provide(
        acceptStream({
          dialect: carrier.dialect,
          registry,
          ...(carrier.control === undefined ? {} : { control: carrier.control }),
          ...(options.onOdd === undefined ? {} : { onOdd: options.onOdd }),
          send: (frame) => {
            if (socket.readyState !== socket.OPEN) return
            if (socket.bufferedAmount > mostUnsent) return socket.terminate()
            socket.send(frame)
          },
          close: () => socket.close(1000)
        }),
        scope
      )
    )
    socket.on("message", (data: Buffer, isBinary) =>
      stream.receive(isBinary ? new Uint8Array(data) : data.toString("utf8"))
    )
    socket.on("error", () => socket.terminate())
    socket.on("close", (code) => {
      stream.closed(code !== 1006)
      void Effect.runPromise(Scope.close(scope, Exit.void))
    })
    void Effect.runPromise(stream.call).then((call) => {
      if (call !== undefined) void serve(options, phoneCallOf(call))
    })
  }

  const server = createServer((request, response) => void answer(carrier, request, response))
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy())
    void carrier.admits(request.headers).then(
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
  return { port: (server.address() as AddressInfo).port, close, [Symbol.asyncDispose]: close }
}

const serve = async ({ onCall, onError = warn }: ListenOptions, call: PhoneCall): Promise<void> => {
  try {
    await onCall(call)
  } catch (error) {
    onError(error, call)
    await call.hangup()
  }
}

const warn = (error: unknown): void => process.emitWarning(error instanceof Error ? error : String(error))

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}

const answer = async (carrier: Carrier, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  if (carrier.answer === undefined || request.method !== "POST") return end(response, 404, "text/plain", "Not found.")
  const body = await bodyOf(request)
  if (body === undefined) return end(response, 413, "text/plain", "The request is too large.")
  const answered = await carrier.answer({ headers: request.headers, body })
  end(response, answered.status, answered.contentType, answered.body)
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
