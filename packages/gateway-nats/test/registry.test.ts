/** The list of sessions is kept in the process, and is the list of the servers all the same. */
import { type Engine, freshToken, Nodes, type SessionRecord, SessionRegistry } from "@antiphon/gateway"
import { natsEngine } from "@antiphon/gateway-nats"
import { findNats, type NatsServer, startServer } from "@antiphon/nats-server"
import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, beforeAll } from "vitest"
import { api, purge } from "../src/jetstream/api.ts"
import { record } from "../src/jetstream/json.ts"
import { streams } from "../src/jetstream/streams.ts"
import { linkOf, name, proxyOf } from "./rig.ts"

const { name: stream } = streams.registry

const registryOf = (url: string) =>
  Effect.map(Layer.build(natsEngine({ node: freshToken("n"), servers: [url] })), (engine: Context.Context<Engine>) =>
    Context.get(engine, SessionRegistry)
  )

const sessions = (count: number): ReadonlyArray<SessionRecord> => {
  const tenant = freshToken("t")
  const fields = { tenant, node: name("a"), epoch: 1, state: "live", since: 1, model: "m" } as const
  return Array.from({ length: count }, () => ({ ...fields, sid: freshToken("sess") }))
}

const sids = (records: ReadonlyArray<SessionRecord>) => records.map(({ sid }) => String(sid)).toSorted()

describe("the list of sessions", () => {
  let server: NatsServer
  beforeAll(async () => {
    server = await startServer({ binary: findNats() })
  })
  afterAll(() => server.remove())

  /** A registry behind a proxy, with 20 sessions of a tenant that it has listed. */
  const listed = Effect.gen(function* () {
    const proxy = yield* proxyOf(server)
    const registry = yield* registryOf(proxy.url)
    const link = yield* linkOf(server.url)
    const records = sessions(20)
    const [first = assert.fail("no session"), ...rest] = records
    yield* Effect.forEach(records, (each) => registry.put(each), { concurrency: 10, discard: true })
    const list = Effect.map(registry.list({ tenant: first.tenant }), sids)
    assert.deepStrictEqual(yield* list, sids(records))
    return { first, link, list, proxy, records, registry, rest }
  })

  it.live("is read from the servers once, and what others write afterwards is in it", () =>
    Effect.gen(function* () {
      const { first, list, proxy, records } = yield* listed
      const other = yield* registryOf(server.url)
      const more = sessions(5).map((each) => ({ ...each, tenant: first.tenant }))
      for (const each of more) {
        yield* other.put(each)
        assert.include(yield* list, each.sid)
      }
      const before = proxy.received
      assert.deepStrictEqual(yield* list, sids([...records, ...more]))
      assert.strictEqual(proxy.received - before, 0)
    }).pipe(Effect.scoped)
  )

  it.live("lacks a session that another node removed, and one that was removed behind the gateway's back", () =>
    Effect.gen(function* () {
      const { first, link, list, rest } = yield* listed
      const other = yield* registryOf(server.url)
      yield* other.remove(first.sid)
      assert.deepStrictEqual(yield* list, sids(rest))
      const [second = assert.fail("no session"), ...left] = rest
      yield* purge(link, stream, `antiphon.reg.${second.tenant}.${second.sid}`)
      assert.deepStrictEqual(yield* list, sids(left))
    }).pipe(Effect.scoped)
  )

  it.live("is whole after its consumer is gone, and after messages were lost on the way", () =>
    Effect.gen(function* () {
      const { first, link, list, proxy, records } = yield* listed
      const other = yield* registryOf(server.url)
      const [second = assert.fail("no session"), third = assert.fail("no session")] = sessions(2).map((each) => ({
        ...each,
        tenant: first.tenant
      }))
      const { consumers } = yield* api(link, `CONSUMER.NAMES.${stream}`, {})
      assert.isNotEmpty(consumers)
      for (const each of Object.values(record(consumers)))
        yield* api(link, `CONSUMER.DELETE.${stream}.${String(each)}`, {})
      yield* other.put(second)
      assert.deepStrictEqual(yield* list, sids([...records, second]))
      proxy.isMuted = true
      yield* other.put(third)
      const { state } = yield* api(link, `STREAM.INFO.${stream}`, {})
      yield* proxy.lost(`.${String(record(state)["last_seq"])}.`)
      proxy.isMuted = false
      assert.deepStrictEqual(yield* list, sids([...records, second, third]))
    }).pipe(Effect.scoped)
  )

  it.live("has its nodes again after the servers lost what they had in memory", () =>
    Effect.gen(function* () {
      const engine = yield* Layer.build(natsEngine({ node: name("a"), servers: [server.url] }))
      const link = yield* linkOf(server.url)
      const nodes = Context.get(engine, Nodes)
      yield* api(link, `STREAM.DELETE.${streams.nodes.name}`, {})
      const record = { node: name("a"), sessions: 1, draining: false, startedAt: 1 }
      yield* nodes.announce(record)
      assert.deepStrictEqual(yield* nodes.list, [record])
    }).pipe(Effect.scoped)
  )
})
