/** A gateway in one process: our server as the upstream, nodes that share a store, and clients that keep what they receive. */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { Engine, scripted, serve } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import { freshToken, type MemoryStore, memoryEngine, token } from "@antiphon/gateway"
import { gaUpstream, serveNode, type ServedNode, type ServeOptions } from "@antiphon/gateway/node"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { WebSocket } from "ws"
import type * as GatewayEngine from "@antiphon/gateway"

export const name = (text: string) => token(text) ?? freshToken("n")
const tokenSecrets = [Redacted.make("shared by the nodes of a test")]

/** Serves until the scope ends. Each turn is answered with the words, at `pace` times real time. */
export const upstream = ([first, ...more]: readonly [string, ...Array<string>], pace?: number) =>
  Effect.gen(function* () {
    const listener = yield* listen({ vocabulary: { incoming: ClientEvent, outgoing: ServerEvent } })
    const engine = scripted({
      turns: [{ say: first }, ...more.map((say) => ({ say }))],
      ...(pace === undefined ? {} : { pace })
    })
    yield* listener
      .run((connection, handshake) => serve(connection, handshake))
      .pipe(Effect.provideService(Engine, engine), Effect.forkScoped)
    return gaUpstream({ base: `ws://127.0.0.1:${listener.address.port}/v1` })
  })

type Options = Omit<ServeOptions, "node"> & { readonly engine?: Layer.Layer<GatewayEngine.Engine> }

/** A node of the gateway that the store stands for. */
export const nodeOf = (id: string, store: MemoryStore, { engine, ...options }: Options) =>
  serveNode({ node: name(id), tokenSecrets, flushMs: 20, ...options }).pipe(
    Effect.provide(engine ?? memoryEngine({ node: name(id), store }))
  )

type Event = Readonly<Record<string, unknown>> & { readonly type: string }

/** A client over a raw socket. */
export class Client {
  readonly events: Array<Event> = []
  readonly socket: WebSocket
  closed: readonly [number, string] | undefined
  private waiting: Array<() => void> = []

  constructor(node: Pick<ServedNode, "port">, query = "model=gpt-realtime", protocols = ["realtime"], key?: string) {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` }
    this.socket = new WebSocket(`ws://127.0.0.1:${node.port}/v1/realtime?${query}`, protocols, { headers })
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
    this.send({
      type: "conversation.item.create",
      item: { type: "message", role: "user", content: [{ type: "input_text", text }] }
    })
    this.send({ type: "response.create" })
  }

  /** The first event of a type, or of those after `after` events. Fails when the socket ends before. */
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

  /** Waits for `count` events of a type. */
  until(type: string, count: number) {
    return Effect.callback<void>((resume) => {
      const look = (): void => {
        if (this.count(type) >= count) resume(Effect.void)
        else this.waiting.push(look)
      }
      look()
    }).pipe(Effect.timeout("20 seconds"))
  }

  readonly end = Effect.callback<readonly [number, string]>((resume) => {
    const look = (): void => {
      if (this.closed === undefined) this.waiting.push(look)
      else resume(Effect.succeed(this.closed))
    }
    look()
  }).pipe(Effect.timeout("20 seconds"))

  count(type: string): number {
    return this.events.filter((event) => event.type === type).length
  }
}

/** A client that ends with the scope. */
export const client = (...args: ConstructorParameters<typeof Client>) =>
  Effect.acquireRelease(
    Effect.sync(() => new Client(...args)),
    ({ socket }) => Effect.sync(() => socket.terminate())
  )

export const get = (node: Pick<ServedNode, "port">, path: string, key?: string, init: RequestInit = {}) =>
  Effect.promise(async () => {
    const headers = key === undefined ? {} : { authorization: `Bearer ${key}` }
    const response = await fetch(`http://127.0.0.1:${node.port}${path}`, { ...init, headers })
    const text = await response.text()
    return { status: response.status, text, body: text.startsWith("{") ? JSON.parse(text) : undefined }
  })
