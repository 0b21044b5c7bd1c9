/**
 * Compares a node of the gateway with a bare `ws` relay. The service, the relay and the clients run in processes of their own over
 * loopback, and the two relays run in turn. Frames are audio deltas of 6.4 kB, both ways.
 */
import { memoryEngine, MemoryStore, SessionRegistry, token, type Token } from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import { fork, type ChildProcess } from "node:child_process"
import { fileURLToPath } from "node:url"
import { natsRows } from "./gateway/natsRows.ts"
import type { Row } from "./row.ts"

/** What a process of the bench reports. */
interface Report {
  readonly port?: number
  /** Processor time since the last report, in µs. */
  readonly cpu?: number
  /** Times of the frames, in ms. */
  readonly times?: ReadonlyArray<number>
  readonly frames?: number
}

interface Part {
  readonly child: ChildProcess
  readonly ask: (question: object) => Promise<Report>
}

const part = async (role: string, ...args: ReadonlyArray<string>): Promise<Part & { readonly port: number }> => {
  const child = fork(fileURLToPath(new URL("gateway/part.ts", import.meta.url)), [role, ...args])
  const next = () => new Promise<Report>((resolve) => void child.once("message", (report) => resolve(report as Report)))
  const { port = 0 } = await next()
  return {
    child,
    port,
    ask: (question) => {
      const answer = next()
      child.send(question)
      return answer
    }
  }
}

const quantile = (values: ReadonlyArray<number>, q: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * q)] ?? Number.NaN

const least = (values: ReadonlyArray<number>): number => Math.min(...values)

const rounds = 4
/** A talking session sends 10 frames a second and receives 10, as ours does. */
const framesOfSession = 20

const relayed = async (): Promise<ReadonlyArray<Row>> => {
  const service = await part("service")
  const where = `ws://127.0.0.1:${service.port}/v1`
  const relays = { bare: await part("bare", where), gateway: await part("gateway", where) }
  const client = await part("client")
  const seen = {
    bare: { cpu: [], p50: [] as Array<number> },
    gateway: { cpu: [], p50: [] as Array<number> }
  } as Record<"bare" | "gateway", { cpu: Array<number>; p50: Array<number> }>
  for (let round = -1; round < rounds; round++) {
    for (const name of ["bare", "gateway"] as const) {
      const relay = relays[name]
      const paced = await client.ask({ port: relay.port, sessions: 4, frames: 150, everyMs: 20 })
      await relay.ask({})
      const { frames = 1 } = await client.ask({ port: relay.port, sessions: 5, frames: 1500, everyMs: 0 })
      const { cpu = Number.NaN } = await relay.ask({})
      if (round < 0) continue
      seen[name].p50.push(quantile(paced.times ?? [], 0.5))
      seen[name].cpu.push(cpu / frames)
    }
  }
  for (const { child } of [service, client, ...Object.values(relays)]) child.kill()
  const [ours, bare] = [least(seen.gateway.cpu), least(seen.bare.cpu)]
  const added = least(seen.gateway.p50) - least(seen.bare.p50)
  const sessions = 1_000_000 / (ours * framesOfSession)
  return [
    {
      name: "a frame there and back through a node, p50, over a bare relay",
      ours: added,
      unit: "ms added",
      floor: { name: "there and back through ws", value: least(seen.bare.p50) },
      promise: "at most 0.4 ms added",
      holds: added <= 0.4
    },
    {
      name: "processor time of a frame, with log and sound on disk",
      ours,
      unit: "µs",
      floor: { name: "ws relay", value: bare },
      promise: "at most 2 times the floor",
      holds: ours / bare <= 2
    },
    {
      name: "talking sessions a core, 20 frames a second each",
      ours: sessions,
      unit: "sessions",
      promise: "at least 150",
      holds: sessions >= 150
    }
  ]
}

const nameOf = (text: string): Token => {
  const name = token(text)
  if (name === undefined) throw new TypeError(text)
  return name
}

const listed = async (): Promise<Row> => {
  const store = new MemoryStore()
  const node = nameOf("a")
  const program = Effect.gen(function* () {
    const registry = yield* SessionRegistry
    for (let n = 0; n < 10_000; n++)
      yield* registry.put({
        sid: nameOf(`sess_${n}`),
        tenant: nameOf(`t${n % 50}`),
        node,
        epoch: 1,
        state: "live",
        since: n,
        model: "gpt-realtime"
      })
    const times: Array<number> = []
    for (let round = 0; round < 10; round++) {
      const start = performance.now()
      JSON.stringify(yield* registry.list())
      times.push(performance.now() - start)
    }
    return least(times)
  })
  const ms = await Effect.runPromise(Effect.provide(program, memoryEngine({ node, store })))
  return {
    name: "a list of 10,000 sessions as JSON, in memory",
    ours: ms,
    unit: "ms",
    promise: "at most 100 ms",
    holds: ms <= 100
  }
}

export const rows = async (): Promise<ReadonlyArray<Row>> => [
  ...(await relayed()),
  await listed(),
  ...(await natsRows())
]
