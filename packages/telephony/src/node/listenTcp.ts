/** Carriers that dial a TCP port. */
import { type AddressInfo, createServer, type Socket } from "node:net"
import { makeCallRegistry } from "../call/CallRegistry.ts"
import type { TcpCarrier } from "../carriers/Carrier.ts"
import type { Frame } from "../Dialect.ts"
import { attach } from "./attach.ts"
import type { ListenOptions } from "./ListenOptions.ts"

/** A carrier that reads no more is lost. */
const mostUnsent = 4 * 1024 * 1024
/** How long a connection may take to say its call, in ms. */
const longestStart = 5000
/** Frames that wait while the application decides on a call. They are 2 s of audio. */
const mostEarly = 100

interface TcpOptions extends ListenOptions {
  readonly carrier: TcpCarrier
}

export const listenTcp = async (options: TcpOptions) => {
  const { carrier, host = "127.0.0.1", maxCalls = 100, port = 0 } = options
  const registry = makeCallRegistry()
  const sockets = new Set<Socket>()

  const take = (socket: Socket): void => {
    const split = carrier.makeSplitter()
    const early: Array<Frame> = []
    let deliver: ((frame: Frame) => void) | undefined
    let isAsking = false
    const impatience = setTimeout(() => socket.destroy(), longestStart)
    const start = (): void => {
      clearTimeout(impatience)
      const stream = attach(options, registry, {
        send: (frame) => {
          if (socket.writable) socket.write(frame)
          if (socket.writableLength > mostUnsent) socket.destroy()
        },
        close: () => socket.end()
      })
      deliver = stream.receive
      socket.on("close", (hasFailed) => stream.closed(!hasFailed))
      if (socket.destroyed) stream.closed(true)
      for (const frame of early.splice(0)) stream.receive(frame)
    }
    const refuse = (): void => {
      clearTimeout(impatience)
      socket.end()
    }
    const receive = (frame: Frame): void => {
      if (deliver !== undefined) return deliver(frame)
      if (early.push(frame) > mostEarly) early.shift()
      if (isAsking) return
      const heard = carrier.dialect.decode(frame)
      // A connection begins with its call. What begins otherwise is not the carrier.
      if (heard._tag !== "Started") return refuse()
      isAsking = true
      Promise.resolve(carrier.admitsCall(heard.callId)).then((isAdmitted) => (isAdmitted ? start() : refuse()), refuse)
    }
    socket.on("data", (bytes: Buffer) => {
      for (const frame of split(new Uint8Array(bytes))) receive(frame)
    })
  }

  const server = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on("error", () => socket.destroy())
    if (sockets.size >= maxCalls) return void socket.destroy()
    sockets.add(socket)
    socket.on("close", () => sockets.delete(socket))
    take(socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, resolve)
  })
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { port: (server.address() as AddressInfo).port, close }
}
