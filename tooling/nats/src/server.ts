/** Runs servers on loopback, each in a folder of its own. */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"

export interface ServerOptions {
  /** The path of the program. */
  readonly binary: string
  /** Lines of the configuration beyond ports and JetStream. */
  readonly config?: string
  /** Its place in a cluster. */
  readonly cluster?: {
    readonly name: string
    readonly port: number
    readonly routes: ReadonlyArray<number>
    /** Lines of its part of the configuration. */
    readonly config: string
  }
}

/** Returns ports that nothing listens on now. */
export const freePorts = (count: number): Promise<ReadonlyArray<number>> =>
  Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<number>((resolve, reject) => {
          const server = createServer()
          server.once("error", reject)
          server.listen(0, "127.0.0.1", () => {
            const address = server.address()
            server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
          })
        })
    )
  )

/** A server that a test started. */
export class NatsServer {
  readonly port: number
  private readonly options: ServerOptions
  private readonly folder: string
  private child: ChildProcess | undefined

  constructor(port: number, options: ServerOptions) {
    this.port = port
    this.options = options
    this.folder = mkdtempSync(join(tmpdir(), "antiphon-nats-"))
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`
  }

  /** Starts it, or starts it again on what it kept. Succeeds when it takes connections. */
  async start(): Promise<void> {
    const { binary, cluster, config = "" } = this.options
    const store = join(this.folder, "store")
    mkdirSync(store, { recursive: true })
    const place =
      cluster === undefined
        ? ""
        : `server_name: "${cluster.name}"
cluster {
  name: antiphon, listen: "127.0.0.1:${cluster.port}", no_advertise: true
  ${cluster.config}
  routes: [${cluster.routes.map((port) => `"nats://127.0.0.1:${port}"`).join(", ")}]
}
`
    writeFileSync(
      join(this.folder, "server.conf"),
      `listen: "127.0.0.1:${this.port}"\njetstream { store_dir: "${store}" }\n${place}${config}\n`
    )
    const child = spawn(binary, ["-c", join(this.folder, "server.conf"), "-l", join(this.folder, "server.log")], {
      stdio: "ignore"
    })
    this.child = child
    for (let tries = 0; tries < 400; tries++) {
      if (await takesConnections(this.port)) return
      if (child.exitCode !== null) break
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    throw new Error(`nats-server does not listen on ${this.port}. Its log is in ${this.folder}.`)
  }

  /** Stops it at once, as a machine that loses power. What it kept stays. */
  async kill(): Promise<void> {
    const { child } = this
    this.child = undefined
    if (child === undefined || child.exitCode !== null) return
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()))
    child.kill("SIGCONT")
    child.kill("SIGKILL")
    await gone
  }

  /** It keeps its connections and does nothing. */
  freeze(): void {
    this.child?.kill("SIGSTOP")
  }

  thaw(): void {
    this.child?.kill("SIGCONT")
  }

  /** Ends it and removes its folder. */
  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const takesConnections = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1")
    socket.setTimeout(1_000, () => socket.destroy())
    socket.once("error", () => resolve(false))
    socket.once("close", () => resolve(false))
    socket.once("data", () => {
      socket.destroy()
      resolve(true)
    })
  })

/** Starts a server on a free port. */
export const startServer = async (options: ServerOptions): Promise<NatsServer> => {
  const [port = 0] = await freePorts(1)
  const server = new NatsServer(port, options)
  await server.start()
  return server
}
