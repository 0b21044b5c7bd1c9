/** What the death of a node costs its sessions. Nodes are processes on one server of NATS, and are killed in the middle of answers. */
import { freshToken, SessionLog, token } from "@antiphon/gateway"
import { natsEngine } from "@antiphon/gateway-nats"
import * as Effect from "effect/Effect"
import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { WebSocket } from "ws"
import type { Row } from "../row.ts"
import { talkingService, type TalkingService } from "./talkingService.ts"

const deaths = 8
/** A session of the bench may take this many milliseconds. */
const patienceMs = 20_000

interface Node {
  readonly child: ChildProcess
  readonly port: number
  /** The ids of events that are acknowledged. */
  readonly acknowledged: Set<string>
}

const idOf = (line: string): string | undefined => /"event_id":"(event_\d+)"/.exec(line)?.[1]

const startNode = (name: string, nats: string, base: string): Promise<Node> =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL("natsNode.ts", import.meta.url)), [name, nats, base])
    const acknowledged = new Set<string>()
    child.once("exit", (code) => reject(new Error(`node ${name} ended with ${code}`)))
    child.on("message", (said: { readonly port?: number; readonly lines?: ReadonlyArray<string> }) => {
      for (const line of said.lines ?? []) {
        const id = idOf(line)
        if (id !== undefined) acknowledged.add(id)
      }
      if (said.port !== undefined) resolve({ child, port: said.port, acknowledged })
    })
  })

/** Ends a node at once. Succeeds when all that it said has come. */
const kill = ({ child }: Node): Promise<void> =>
  new Promise((resolve) => {
    child.removeAllListeners("exit")
    child.once("close", () => resolve())
    child.kill("SIGKILL")
  })

type Event = Readonly<Record<string, unknown>>

/** A client that may resume. */
class Client {
  readonly socket: WebSocket
  private readonly events: Array<Event> = []
  private closed = ""
  private look = (): void => {}

  constructor({ port }: Node, query: string) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/v1/realtime?${query}`, ["realtime", "antiphon.resume-v1"])
    this.socket.on("message", (data) => {
      this.events.push(JSON.parse(String(data)))
      this.look()
    })
    const end = (why: string): void => {
      this.closed ||= why
      this.look()
    }
    this.socket.on("error", ({ message }) => end(message))
    this.socket.on("close", (code, reason) => end(`closed with ${code} ${reason.toString()}`))
    setTimeout(() => end(`nothing came for ${patienceMs} ms`), patienceMs).unref()
  }

  /** The `count`th event of a type. */
  next(type: string, count = 1): Promise<Event> {
    return new Promise((resolve, reject) => {
      this.look = () => {
        const found = this.events.filter((event) => event["type"] === type)[count - 1]
        if (found !== undefined) resolve(found)
        else if (this.closed !== "") reject(new Error(`no ${type}: ${this.closed}`))
      }
      this.look()
    })
  }

  ask(text: string, words: number): void {
    const item = { type: "message", role: "user", content: [{ type: "input_text", text }] }
    this.socket.send(JSON.stringify({ type: "conversation.item.create", item }))
    this.socket.send(JSON.stringify({ type: "response.create", response: { metadata: { words: String(words) } } }))
  }
}

interface Death {
  /** From the first byte of the client to the other node until the session goes on there. */
  readonly readyMs: number
  /** From the first event that is not recorded until the node died. */
  readonly lostMs: number
  /** Acknowledged events that are not recorded. */
  readonly broken: number
}

/** One session whose node dies in an answer, and which goes on at the other one. */
const die = async (
  [dying, other]: readonly [Node, Node],
  service: TalkingService,
  read: (sid: string) => Promise<ReadonlyArray<string>>
): Promise<Death> => {
  const before = new Client(dying, "model=bench")
  const told = await before.next("antiphon.session")
  before.ask("First", 3)
  await before.next("response.done")
  before.ask("Second", 10_000)
  // Deaths come at any place between two appends.
  await before.next("response.output_text.delta", 60 + Math.floor(Math.random() * 40))
  const died = Date.now()
  await kill(dying)
  const began = performance.now()
  const after = new Client(other, `antiphon_resume=${encodeURIComponent(String(told["resume_token"]))}`)
  const resumed = await after.next("antiphon.session")
  const readyMs = performance.now() - began
  if (resumed["resumed"] !== true) throw new Error("the session was not resumed")
  const lines = await read(String(told["session_id"]))
  after.socket.terminate()
  const recorded = new Set(lines.flatMap((line) => idOf(line) ?? []))
  const acknowledged = [...dying.acknowledged]
  const first = Math.min(...[...recorded].map((id) => service.sent.get(id) ?? died))
  const lost = [...service.sent].filter(([id, at]) => at >= first && at <= died && !recorded.has(id))
  return {
    readyMs,
    lostMs: Math.max(0, ...lost.map(([, at]) => died - at)),
    broken: acknowledged.filter((id) => !recorded.has(id)).length
  }
}

export const deathRows = async (nats: string): Promise<ReadonlyArray<Row>> => {
  const service = await talkingService()
  const other = await startNode("other", nats, service.base)
  try {
    const read = (sid: string) =>
      Effect.runPromise(
        Effect.scoped(
          Effect.gen(function* () {
            const log = yield* SessionLog
            const name = token(sid)
            if (name === undefined) return []
            return (yield* log.read(name)).filter(({ epoch }) => epoch === 1).flatMap(({ lines }) => lines)
          }).pipe(Effect.provide(natsEngine({ node: freshToken("reader"), servers: [nats] })))
        )
      )
    const all: Array<Death> = []
    for (let n = 0; n < deaths; n++) {
      const dying = await startNode(`dying-${n}`, nats, service.base)
      all.push(await die([dying, other], service, read))
    }
    const most = (of: (death: Death) => number): number => Math.max(...all.map(of))
    const [ready, lost] = [most(({ readyMs }) => readyMs), most(({ lostMs }) => lostMs)]
    const broken = all.reduce((sum, each) => sum + each.broken, 0)
    return [
      {
        name: `another node ready after a kill, from the client's first byte there, slowest of ${deaths}`,
        ours: ready,
        unit: "ms",
        promise: "at most 500 ms",
        holds: ready <= 500
      },
      {
        name: `events that the death of a node takes along, most of ${deaths}`,
        ours: lost,
        unit: "ms of events",
        promise: "at most 150 ms",
        holds: lost <= 150
      },
      {
        name: `acknowledged events that ${deaths} deaths of nodes took along`,
        ours: broken,
        unit: "events",
        promise: "none",
        holds: broken === 0
      }
    ]
  } finally {
    await kill(other)
    service.close()
  }
}
