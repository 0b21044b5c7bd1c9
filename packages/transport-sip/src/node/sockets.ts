/** The sockets of SIP. UDP and TCP share a port. */
import { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { createServer, isIPv6, type AddressInfo, type Server, type Socket } from "node:net"
import type { Peer, Wire } from "../agent/Wire.ts"
import type { Malformed } from "../message/SipMessage.ts"
import { makeStreamSplitter } from "../message/StreamSplitter.ts"
import { bindDatagrams, type Datagrams } from "./datagrams.ts"
import { isWildcard, localAddress } from "./localAddress.ts"

export interface SocketsOptions {
  readonly host: string
  readonly port: number
  readonly onMessage: (bytes: Uint8Array, from: Peer) => void
  readonly onOdd: (odd: Malformed, from: Peer) => void
}

export interface Sockets extends Wire {
  readonly port: number
}

/** TCP connections at once. More are closed. */
const maxConnections = 200
/** A connection whose first message is not complete in this time, in ms, is closed. */
const firstMessageMs = 32_000
/** A peer that reads no more is lost. */
const mostUnsent = 1024 * 1024
/** How often a free port is looked for that both protocols have. */
const attempts = 10

/** Listens on UDP and TCP until the scope ends. Fails with `Open` if the port is taken. */
export const openSockets = (options: SocketsOptions): Effect.Effect<Sockets, TransportError, Scope.Scope> =>
  Effect.map(Effect.acquireRelease(bindBoth(options, attempts), close), ({ connections, datagrams, port }) => ({
    port,
    send: (message, to) => {
      if (to.transport === "UDP") return datagrams.send(message, to)
      const connection = connections.get(keyOf(to))
      if (connection === undefined) return
      if (connection.writableLength > mostUnsent) connection.destroy()
      else connection.write(message)
    },
    localFor: (peer) => ({ address: isWildcard(options.host) ? localAddress(peer.address) : options.host, port })
  }))

interface Bound {
  readonly datagrams: Datagrams
  readonly server: Server
  readonly connections: Map<string, Socket>
  readonly port: number
}

const keyOf = ({ address, port }: { readonly address: string; readonly port: number }): string => `${address} ${port}`

const bindBoth = (options: SocketsOptions, left: number): Effect.Effect<Bound, TransportError> =>
  Effect.gen(function* () {
    const { connections, server } = yield* listenTcp(options)
    const { port } = server.address() as AddressInfo
    const datagrams = yield* Effect.result(bindUdp(options, port))
    if (Result.isSuccess(datagrams)) return { datagrams: datagrams.success, server, connections, port }
    yield* Effect.callback<void>((resume) => void server.close(() => resume(Effect.void)))
    return yield* options.port === 0 && left > 1 ? bindBoth(options, left - 1) : Effect.fail(datagrams.failure)
  })

/** A datagram that cannot be sent is repeated by its timers. */
const bindUdp = ({ host, onMessage }: SocketsOptions, port: number): Effect.Effect<Datagrams, TransportError> =>
  Effect.mapError(
    bindDatagrams({ address: host, port }, (bytes, from) =>
      onMessage(bytes, { transport: "UDP", address: from.address, port: from.port })
    ),
    (cause) => taken(`UDP ${host}:${port}`, cause)
  )

const listenTcp = (options: SocketsOptions): Effect.Effect<Pick<Bound, "server" | "connections">, TransportError> =>
  Effect.callback((resume) => {
    const connections = new Map<string, Socket>()
    const server = createServer((socket) => {
      if (connections.size >= maxConnections) socket.destroy()
      else take(options, connections, socket)
    })
    const failed = (cause: Error): void => resume(Effect.fail(taken(`TCP ${options.host}:${options.port}`, cause)))
    server.once("error", failed)
    server.listen({ port: options.port, host: options.host, ipv6Only: isIPv6(options.host) }, () => {
      server.off("error", failed)
      server.on("error", () => undefined)
      resume(Effect.succeed({ server, connections }))
    })
  })

/** Reads the messages of a connection. One that is no SIP is closed, since its next message cannot be found. */
const take = ({ onMessage, onOdd }: SocketsOptions, connections: Map<string, Socket>, socket: Socket): void => {
  const peer: Peer = { transport: "TCP", address: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 }
  const splitter = makeStreamSplitter()
  connections.set(keyOf(peer), socket)
  socket.setNoDelay(true)
  socket.setKeepAlive(true, 30_000)
  // The timeout of the socket would begin anew with every byte.
  const deadline = setTimeout(() => socket.destroy(), firstMessageMs)
  socket.on("error", () => socket.destroy())
  socket.on("close", () => {
    clearTimeout(deadline)
    connections.delete(keyOf(peer))
  })
  socket.on("data", (chunk) => {
    for (const message of splitter.push(chunk)) {
      if (Result.isFailure(message)) {
        onOdd(message.failure, peer)
        socket.destroy()
        return
      }
      clearTimeout(deadline)
      onMessage(message.success, peer)
    }
  })
}

const taken = (what: string, cause: Error): TransportError =>
  TransportError.open({ detail: `cannot listen on ${what}. Choose another port: ${cause.message}`, cause })

/** How long connections may take to be written to their end. */
const flushTimeout = "500 millis"

const close = ({ connections, datagrams, server }: Bound): Effect.Effect<void> => {
  const closed = Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    for (const connection of connections.values()) connection.destroySoon()
  })
  const destroy = Effect.sync(() => {
    for (const connection of connections.values()) connection.destroy()
  })
  return datagrams.close.pipe(Effect.andThen(Effect.timeoutOption(closed, flushTimeout)), Effect.andThen(destroy))
}
