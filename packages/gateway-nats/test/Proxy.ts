/** A proxy on loopback that can lose and change what a server answers. */
import * as Effect from "effect/Effect"
import { connect, createServer, type Server, type Socket } from "node:net"

export class Proxy {
  port = 0
  /** The first parts of the subjects that each connection published to. */
  readonly published: Array<Set<string>> = []
  /** Changes what the server sends. Keeps its length. */
  tamper: ((text: string) => string) | undefined
  /** What the server sends is lost. */
  isMuted = false
  /** Messages of streams that the server has sent to consumers. */
  received = 0
  private lostText = ""
  private onLost = (): void => {}
  private readonly server: Server
  private readonly sockets = new Set<Socket>()

  constructor(target: number) {
    this.server = createServer((near) => {
      const published = new Set<string>()
      this.published.push(published)
      near.on("data", (data) => {
        for (const [, subject = ""] of data.toString("latin1").matchAll(/\bH?PUB ([$\w]+\.\w+)/g))
          published.add(subject)
      })
      const far = connect(target, "127.0.0.1")
      near.pipe(far)
      far.on("data", (data) => {
        this.received += [...data.toString("latin1").matchAll(/\$JS\.ACK\./g)].length
        if (this.isMuted) return this.lose(data.toString("latin1"))
        near.write(this.tamper === undefined ? data : Buffer.from(this.tamper(data.toString("latin1")), "latin1"))
      })
      for (const [socket, other] of [
        [near, far],
        [far, near]
      ] as const) {
        this.sockets.add(socket)
        socket.on("error", () => socket.destroy())
        socket.on("close", () => {
          this.sockets.delete(socket)
          other.destroy()
        })
      }
    })
  }

  static async open(target: number): Promise<Proxy> {
    const proxy = new Proxy(target)
    await new Promise<void>((resolve) => proxy.server.listen(0, "127.0.0.1", resolve))
    const address = proxy.server.address()
    proxy.port = typeof address === "object" && address !== null ? address.port : 0
    return proxy
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`
  }

  /** Waits until something with this text was lost. */
  lost(text: string): Effect.Effect<void> {
    return Effect.callback<void>((resume) => {
      this.onLost = () => {
        if (this.lostText.includes(text)) resume(Effect.void)
      }
      this.onLost()
    })
  }

  private lose(text: string): void {
    this.lostText += text
    this.onLost()
  }

  /** Ends all connections. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  close(): void {
    this.server.close()
    this.cut()
  }
}
