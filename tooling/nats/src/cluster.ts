/** A cluster whose servers can be cut off from each other. */
import { connect, createServer, type Socket } from "node:net"
import { versionOf } from "./find.ts"
import { freePorts, NatsServer, type ServerOptions } from "./server.ts"

const isOpened = (socket: Socket): Promise<boolean> =>
  new Promise((resolve) => {
    socket.once("connect", () => resolve(true))
    socket.once("error", () => resolve(false))
  })

/** A way to a port on loopback that can be cut. */
class Wire {
  readonly port: number
  private readonly sockets = new Set<Socket>()
  private isCut = false
  private readonly server

  constructor(port: number, target: number) {
    this.port = port
    this.server = createServer((near) => void this.join(near, target))
    this.server.listen(port, "127.0.0.1")
  }

  /** A server that does not listen yet is waited for, so that no route ends as soon as it is open. */
  private async join(near: Socket, target: number): Promise<void> {
    this.keep(near)
    for (let tries = 0; !near.destroyed && tries < 200; tries++) {
      if (this.isCut) break
      const far = connect(target, "127.0.0.1")
      if (await isOpened(far)) {
        this.keep(far)
        near.once("close", () => far.destroy())
        far.once("close", () => near.destroy())
        near.pipe(far)
        far.pipe(near)
        return
      }
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    near.destroy()
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket)
    socket.on("error", () => socket.destroy())
    socket.once("close", () => this.sockets.delete(socket))
  }

  cut(): void {
    this.isCut = true
    for (const socket of this.sockets) socket.destroy()
  }

  mend(): void {
    this.isCut = false
  }

  close(): void {
    this.cut()
    this.server.close()
  }
}

export interface NatsCluster {
  readonly servers: ReadonlyArray<NatsServer>
  readonly urls: ReadonlyArray<string>
  /** Cuts a server off from all others. Its clients stay. */
  readonly cutOff: (server: number) => void
  readonly mend: () => void
  readonly remove: () => Promise<void>
}

/** Starts a cluster. Its streams may have no leader yet. */
export const startCluster = async (options: Omit<ServerOptions, "cluster">, size = 3): Promise<NatsCluster> => {
  const ports = await freePorts(size * 2 + size * size)
  const port = (n: number): number => ports[n] ?? 0
  const others = (n: number) => Array.from({ length: size }, (_, to) => to).filter((to) => to !== n)
  // Each pair has a wire of its own, which the later server opens. If both open one, each may end another one as the duplicate, and a
  // leader takes 7 s.
  const wires = Array.from({ length: size }, (_, from) =>
    others(from).flatMap((to) =>
      to < from ? [{ from, to, wire: new Wire(port(size * (2 + from) + to), port(size + to)) }] : []
    )
  ).flat()
  const servers = Array.from(
    { length: size },
    (_, n) =>
      new NatsServer(port(n), {
        ...options,
        cluster: {
          name: `s${n}`,
          port: port(size + n),
          // Several connections between two servers are taken for duplicates if they come over different wires.
          config: [
            ...(versionOf(options.binary).startsWith("2.9.") ? [] : ["pool_size: -1"]),
            // Servers tell each other where the others are. A route that avoids its wire could not be cut, so nothing listens there.
            `advertise: "127.0.0.1:${port(size * (2 + n) + n)}"`
          ].join("\n  "),
          // Nothing listens where there is no wire. A server takes the size of its cluster from the number of routes.
          routes: others(n).map((to) => port(size * (2 + n) + to))
        }
      })
  )
  await Promise.all(servers.map((server) => server.start()))
  return {
    servers,
    urls: servers.map(({ url }) => url),
    cutOff: (server) => {
      for (const { from, to, wire } of wires) if ((from === server) !== (to === server)) wire.cut()
    },
    mend: () => {
      for (const { wire } of wires) wire.mend()
    },
    remove: async () => {
      await Promise.all(servers.map((server) => server.remove()))
      for (const { wire } of wires) wire.close()
    }
  }
}
