/** What 10,000 sessions cost on one server of NATS, which the bench starts on loopback. */
import { type Engine, freshToken, SessionBus, SessionLog, SessionRegistry } from "@antiphon/gateway"
import { natsEngine } from "@antiphon/gateway-nats"
import { findNats, startServer } from "@antiphon/nats-server"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { race } from "../../../../packages/gateway-nats/test/races/run.ts"
import type { Row } from "../row.ts"
import { deathRows } from "./deathRows.ts"
import { observerRows } from "./observerRows.ts"

const count = 10_000

/** How long a node that has just started takes to list all sessions. */
const firstList = Effect.fnUntraced(function* (url: string) {
  const engine = yield* Layer.build(natsEngine({ node: freshToken("n"), servers: [url] }))
  const begin = performance.now()
  const listed = yield* Context.get(engine, SessionRegistry).list()
  const ms = performance.now() - begin
  return listed.length === count ? ms : yield* Effect.die(`${listed.length} sessions are listed`)
})

const measured = (url: string) => (engine: Context.Context<Engine>) =>
  Effect.gen(function* () {
    const [log, bus, registry] = [
      Context.get(engine, SessionLog),
      Context.get(engine, SessionBus),
      Context.get(engine, SessionRegistry)
    ]
    const [node, tenants] = [freshToken("n"), Array.from({ length: 50 }, () => freshToken("t"))]
    const sids = Array.from({ length: count }, () => freshToken("sess"))
    const start = performance.now()
    const claims = yield* Effect.forEach(
      sids,
      (sid, n) =>
        Effect.gen(function* () {
          const claim = yield* log.claim(sid, { fresh: true })
          yield* bus.own(sid, () => Effect.succeed("here"))
          const tenant = tenants[n % tenants.length] ?? freshToken("t")
          yield* registry.put({ sid, tenant, node, epoch: 1, state: "live", since: n, model: "gpt-realtime" })
          return claim
        }),
      { concurrency: 100 }
    )
    const opened = performance.now() - start
    const first = yield* Effect.scoped(firstList(url))
    const lists: Array<number> = []
    for (let round = 0; round < 5; round++) {
      const begin = performance.now()
      const listed = yield* registry.list()
      lists.push(performance.now() - begin)
      if (listed.length !== count) return yield* Effect.die(`${listed.length} sessions are listed`)
    }
    const begin = performance.now()
    yield* Effect.forEach(claims, (claim) => claim.append(['{"t":1}']), { concurrency: 200, discard: true })
    return { opened, first, listed: Math.min(...lists), appended: (count / (performance.now() - begin)) * 1_000 }
  })

const sessionRows = async (url: string): Promise<ReadonlyArray<Row>> => {
  const engine = Layer.build(natsEngine({ node: freshToken("n"), servers: [url] }))
  const { appended, first, listed, opened } = await Effect.runPromise(
    Effect.scoped(Effect.flatMap(engine, measured(url)))
  )
  return [
    {
      name: "10,000 sessions claimed, owned and listed on one server of NATS",
      ours: opened / 1_000,
      unit: "s",
      promise: "at most 60 s",
      holds: opened <= 60_000
    },
    {
      name: "a list of 10,000 sessions on NATS, by a node that has just started",
      ours: first,
      unit: "ms"
    },
    {
      name: "a list of 10,000 sessions on NATS",
      ours: listed,
      unit: "ms",
      promise: "at most 100 ms",
      holds: listed <= 100
    },
    { name: "fenced appends of 10,000 sessions on NATS", ours: appended, unit: "a second" }
  ]
}

const claims = 1_000

/** Three processes claim sessions from each other and are frozen meanwhile. */
const raceRow = async (url: string): Promise<Row> => {
  const { broken, doubled, lost, stale } = await Effect.runPromise(race({ servers: [url], claims }))
  const faults = stale + doubled + broken + lost
  return {
    name: `stale, doubled or lost writes in ${claims} claims of processes that freeze`,
    ours: faults,
    unit: "writes",
    promise: "none",
    holds: faults === 0
  }
}

/** Runs the rows on one server after the other, because each fills it. */
export const natsRows = async (): Promise<ReadonlyArray<Row>> => {
  const rows: Array<Row> = []
  for (const part of [sessionRows, observerRows, deathRows, async (url: string) => [await raceRow(url)]]) {
    const server = await startServer({ binary: findNats() })
    try {
      rows.push(...(await part(server.url)))
    } finally {
      await server.remove()
    }
  }
  return rows
}
