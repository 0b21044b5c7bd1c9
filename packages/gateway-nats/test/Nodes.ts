/** Several nodes in processes of their own, a service behind them, and clients. */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { Engine, scripted, serve } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import { type ChildProcess, fork, type Serializable } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { WebSocket } from "ws"

/** A service that answers with each of the sentences in turn, at three times the pace of speech. */
export const serviceOf = (sentences: readonly [string, ...Array<string>]) =>
  Effect.gen(function* () {
    const listener = yield* listen({ vocabulary: { incoming: ClientEvent, outgoing: ServerEvent } })
    const [first, ...more] = sentences
    const engine = scripted({ turns: [{ say: first }, ...more.map((say) => ({ say }))], pace: 3 })
    yield* listener
      .run((connection, handshake) => serve(connection, handshake))
      .pipe(Effect.provideService(Engine, engine), Effect.forkScoped)
    return `ws://127.0.0.1:${listener.address.port}/v1`
  })

export interface NodeProcess {
  readonly child: ChildProcess
  /** The folder of what waits while NATS is down. */
  readonly spill: string
  readonly port: number
  readonly exit: Promise<number | null>
  /** Waits until it says this from now on. */
  readonly says: (what: string) => Effect.Effect<void>
}

const saying = (child: ChildProcess) => (what: string) =>
  Effect.callback<void>((resume) => {
    const listen = (said: Serializable): void => {
      if (typeof said === "object" && "what" in said && said.what === what) resume(Effect.void)
    }
    child.on("message", listen)
    return Effect.sync(() => void child.off("message", listen))
  }).pipe(Effect.timeout("30 seconds"), Effect.orDie)

/** Starts a node. The scope ends it. */
export const nodeProcess = (name: string, nats: string, service: string) =>
  Effect.acquireRelease(
    Effect.callback<NodeProcess>((resume) => {
      const spill = mkdtempSync(join(tmpdir(), "antiphon-spill-"))
      const child = fork(fileURLToPath(new URL("node.ts", import.meta.url)), [name, nats, service, spill], {
        stdio: ["ignore", "inherit", "inherit", "ipc"]
      })
      const exit = new Promise<number | null>((done) => child.once("exit", (code) => done(code)))
      const listening = (said: Serializable): void => {
        if (typeof said !== "object" || !("port" in said)) return
        child.off("message", listening)
        resume(Effect.succeed({ child, port: Number(said.port), exit, spill, says: saying(child) }))
      }
      child.on("message", listening)
      child.once("exit", (code) => resume(Effect.die(new Error(`node ${name} ended with ${code} before it listened`))))
    }),
    ({ child, spill }) =>
      Effect.sync(() => {
        child.kill("SIGCONT")
        child.kill("SIGKILL")
        rmSync(spill, { recursive: true, force: true })
      })
  )

type Event = Readonly<Record<string, unknown>> & { readonly type: string }

/** A client over a raw socket that may resume. */
export class Client {
  readonly events: Array<Event> = []
  closed: readonly [number, string] | undefined
  readonly socket: WebSocket
  private waiting: Array<() => void> = []

  constructor({ port }: NodeProcess, query: string) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/v1/realtime?${query}`, ["realtime", "antiphon.resume-v1"])
    this.socket.on("message", (data) => {
      this.events.push(JSON.parse(String(data)))
      this.wake()
    })
    this.socket.on("error", (error) => {
      this.closed ??= [0, error.message]
      this.wake()
    })
    this.socket.on("close", (code, reason) => {
      this.closed ??= [code, reason.toString()]
      this.wake()
    })
  }

  private wake(): void {
    for (const go of this.waiting.splice(0)) go()
  }

  send(event: object): void {
    this.socket.send(JSON.stringify(event))
  }

  ask(text: string): void {
    const item = { type: "message", role: "user", content: [{ type: "input_text", text }] }
    this.send({ type: "conversation.item.create", item })
    this.send({ type: "response.create" })
  }

  /** The next event of a type after the first `after` events. */
  next(type: string, after = 0) {
    return Effect.callback<Event, Error>((resume) => {
      const look = (): void => {
        const found = this.events.slice(after).find((event) => event.type === type)
        if (found !== undefined) return resume(Effect.succeed(found))
        if (this.closed !== undefined) return resume(Effect.fail(new Error(`ended: ${this.closed.join(" ")}`)))
        this.waiting.push(look)
      }
      look()
    }).pipe(Effect.timeout("20 seconds"))
  }

  /** Asks and waits for the whole answer. */
  turn(text: string) {
    const after = this.events.length
    return Effect.andThen(
      Effect.sync(() => this.ask(text)),
      this.next("response.done", after)
    )
  }

  readonly end = Effect.callback<number>((resume) => {
    const look = (): void => {
      if (this.closed === undefined) this.waiting.push(look)
      else resume(Effect.succeed(this.closed[0]))
    }
    look()
  }).pipe(Effect.timeout("20 seconds"))
}

/** A client that ends with the scope. */
export const clientOf = (node: NodeProcess, query = "model=gpt-realtime") =>
  Effect.acquireRelease(
    Effect.sync(() => new Client(node, query)),
    ({ socket }) => Effect.sync(() => socket.terminate())
  )

/** The token of an event, for a query. */
export const resumeBy = (event: Event): string => `antiphon_resume=${encodeURIComponent(String(event["resume_token"]))}`

/** Asks a node over HTTP. */
export const get = ({ port }: NodeProcess, path: string, init: RequestInit = {}) =>
  Effect.promise(async () => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, init)
    return { status: response.status, body: await response.json() }
  })
