/** Servers that are unfit, full, frozen or without a quorum, and observers that take nothing. */
import { assert, describe, it } from "@effect/vitest"
import { freshToken, Nodes, TenantLimits } from "@antiphon/gateway"
import { natsEngine } from "@antiphon/gateway-nats"
import { findNats, versionOf } from "@antiphon/nats-server"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { connect } from "node:net"
import { vi } from "vitest"
import { api } from "../src/jetstream/api.ts"
import { record } from "../src/jetstream/json.ts"
import { ensureStreams, streams } from "../src/jetstream/streams.ts"
import { maxObservers } from "../src/services/bus.ts"
import { unfit } from "../src/link/versions.ts"
import { engineOf, linkOf, name, proxyOf, serverOf } from "./rig.ts"

const start = (servers: ReadonlyArray<string>, replicas?: 3) =>
  Effect.flip(Layer.build(natsEngine({ node: name("a"), servers, ...(replicas && { replicas }) })))

describe("a server that is unfit", () => {
  it.live("replicas on an old server, no JetStream and a dead address are refused at the start with the reason", () =>
    Effect.gen(function* () {
      const server = yield* serverOf()
      const old = yield* start([server.url], 3)
      if (versionOf(findNats()) === "2.9.10") {
        assert.strictEqual(old._tag, "UnsuitableServer")
        assert.include(old.message, "version 2.9.10 lets two nodes own a session if it keeps 3 replicas")
      }
      const none = yield* start(["nats://127.0.0.1:1"])
      assert.strictEqual(none._tag, "EngineUnavailable")
      assert.include(none.message, "no server of 127.0.0.1:1 answers")
      const small = yield* serverOf({ config: "max_payload: 64000" })
      assert.include((yield* start([small.url])).message, "max_payload is 64000")
    }).pipe(Effect.scoped)
  )

  it("the gate is by version, because an old server ignores what it does not know", () => {
    const of = (version: string, replicas: number) => unfit({ version, max_payload: 1_048_576 } as never, replicas)
    for (const version of ["2.9.10", "2.10.0", "2.10.26"]) assert.include(of(version, 3), "Use 2.10.27")
    for (const version of ["2.10.27", "2.11.0-dev", "2.15.1", "3.0.0"]) assert.isUndefined(of(version, 3))
    assert.isUndefined(of("2.9.10", 1))
    assert.isDefined(of("2.8.4", 1))
  })

  it.live("a log that would drop old chunks is refused, and ours never does", () =>
    Effect.gen(function* () {
      const server = yield* serverOf()
      const link = yield* linkOf(server.url)
      const { name, subjects } = streams.log
      yield* api(link, `STREAM.CREATE.${name}`, { name, subjects, discard: "old" })
      const refused = yield* start([server.url])
      assert.strictEqual(refused._tag, "UnsuitableServer")
      assert.include(refused.message, "discard policy to new")
      yield* api(link, `STREAM.DELETE.${name}`, {})
      yield* engineOf("a", server.url)
      for (const plan of Object.values(streams)) {
        const { config } = yield* api(link, `STREAM.INFO.${plan.name}`, {})
        assert.strictEqual(record(config)["discard"], "new", plan.name)
      }
    }).pipe(Effect.scoped)
  )

  it.live("a full log is unavailable and fences no owner, and goes on when there is room", () =>
    Effect.gen(function* () {
      const server = yield* serverOf()
      const link = yield* linkOf(server.url)
      const { name, subjects } = streams.log
      yield* api(link, `STREAM.CREATE.${name}`, { name, subjects, discard: "new", max_bytes: 1_000_000 })
      const { log } = yield* engineOf("a", server.url)
      const [big, sid] = [freshToken("sess"), freshToken("sess")]
      const filling = yield* log.claim(big, { fresh: true })
      const claim = yield* log.claim(sid, { fresh: true })
      for (let n = 0; n < 4; n++) yield* filling.append([`"${"x".repeat(230_000)}"`])
      const lines = [`"${"y".repeat(100_000)}"`]
      assert.strictEqual((yield* Effect.flip(claim.append(lines)))._tag, "EngineUnavailable")
      yield* log.erase(big)
      yield* claim.append(lines)
      yield* claim.check
      assert.strictEqual((yield* log.read(sid)).length, 2)
    }).pipe(Effect.scoped)
  )
})

describe("servers that come back", () => {
  it.live("count the places of nodes that have not announced themselves again yet", () =>
    Effect.gen(function* () {
      const server = yield* serverOf()
      const services = (node: string) =>
        Effect.map(Layer.build(natsEngine({ node: name(node), servers: [server.url] })), (engine) => ({
          limits: Context.get(engine, TenantLimits),
          nodes: Context.get(engine, Nodes)
        }))
      const [a, b] = [yield* services("a"), yield* services("b")]
      const record = (node: string) => ({ node: name(node), sessions: 0, draining: false, startedAt: 1 })
      const place = (node: string) => ({ tenant: name("t"), sid: freshToken("sess"), node: name(node) })
      yield* a.nodes.announce(record("a"))
      assert.isTrue(yield* a.limits.admit(place("a"), 1))
      // The place is old, so only its node says whether it counts.
      const now = Date.now.bind(Date)
      const clock = vi.spyOn(Date, "now").mockImplementation(() => now() + 60_000)
      yield* Effect.addFinalizer(() => Effect.sync(() => clock.mockRestore()))
      yield* Effect.promise(() => server.kill())
      yield* Effect.promise(() => server.start())
      // The stream of the nodes was in memory, and b alone is in it now.
      yield* Effect.retry(b.nodes.announce(record("b")), { times: 100, schedule: Schedule.spaced("100 millis") })
      assert.isFalse(yield* b.limits.admit(place("b"), 1))
      assert.isTrue(yield* b.limits.admit(place("b"), 2))
    }).pipe(Effect.scoped)
  )
})

describe("a server that hangs", () => {
  it.live("a frozen server is left although the client still has frames for it", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* serverOf(), yield* serverOf()]
      const link = yield* linkOf(one.url, two.url)
      const first = link.connection.getServer()
      const frozen = first.endsWith(`:${one.port}`) ? one : two
      yield* Effect.addFinalizer(() => Effect.sync(() => frozen.thaw()))
      frozen.freeze()
      // More than the sockets of the machine hold.
      for (let n = 0; n < 60; n++) link.connection.publish("antiphon.test", new Uint8Array(500_000))
      const states = Stream.fromAsyncIterable(link.connection.status(), (cause) => cause)
      const back = Stream.filter(states, ({ type }) => type === "reconnect")
      yield* Effect.timeout(Stream.runDrain(Stream.take(back, 1)), "20 seconds")
      assert.notStrictEqual(link.connection.getServer(), first)
    }).pipe(Effect.scoped)
  )

  it.live("a server that answers pings and stores nothing is left for another one", () =>
    Effect.gen(function* () {
      const [one, two] = [yield* serverOf(), yield* serverOf()]
      yield* Effect.forEach([one, two], ({ url }) => Effect.flatMap(linkOf(url), (link) => ensureStreams(link, 1)), {
        discard: true
      })
      const { log } = yield* engineOf("a", one.url, two.url)
      const sid = freshToken("sess")
      yield* log.claim(freshToken("sess"), { fresh: true })
      // The streams are gone on the server that has the connection. Its other answers are as usual.
      for (const { url } of [one, two]) {
        const link = yield* linkOf(url)
        const { state } = yield* api(link, `STREAM.INFO.${streams.log.name}`, {})
        if (record(state)["messages"] !== 1) continue
        yield* api(link, `STREAM.UPDATE.${streams.log.name}`, {
          ...record((yield* api(link, `STREAM.INFO.${streams.log.name}`, {}))["config"]),
          subjects: ["antiphon.elsewhere"]
        })
      }
      yield* Effect.retry(log.claim(sid, { fresh: true }), { times: 5 })
    }).pipe(Effect.scoped)
  )

  it.live("an observer beyond the bound of a session is refused, and one is taken when another leaves", () =>
    Effect.gen(function* () {
      const server = yield* serverOf()
      const { bus } = yield* engineOf("a", server.url)
      const link = yield* linkOf(server.url)
      const sid = freshToken("sess")
      const owner = yield* bus.own(sid, () => Effect.succeed(null))
      const lease = (question: object) =>
        link.request(`antiphon.ask.${sid}`, JSON.stringify(question), { timeoutMs: 5_000 })
      const ids = Array.from({ length: maxObservers }, (_, n) => `o${n}`)
      yield* Effect.forEach(ids, (attach) => lease({ attach }), { concurrency: 100, discard: true })
      const refused = yield* Effect.flip(bus.observe(sid))
      assert.include(refused.message, `no more than ${maxObservers} observers`)
      yield* lease({ detach: "o0" })
      yield* bus.observe(sid)
      assert.strictEqual(owner.observers(), maxObservers)
    }).pipe(Effect.scoped)
  )

  it.live("a node has two connections, and an observer that takes nothing does not hold up its records", () =>
    Effect.gen(function* () {
      const server = yield* serverOf({ config: 'write_deadline: "5s"' })
      const proxy = yield* proxyOf(server)
      const { bus, log } = yield* engineOf("a", proxy.url)
      const sid = freshToken("sess")
      const claim = yield* log.claim(sid, { fresh: true })
      const owner = yield* bus.own(sid, () => Effect.succeed(null))
      const other = yield* engineOf("b", server.url)
      yield* other.bus.observe(sid)
      // A subscriber that stopped reading, as a node that was frozen.
      const stuck = yield* Effect.acquireRelease(
        Effect.sync(() => connect(server.port, "127.0.0.1")),
        (socket) => Effect.sync(() => socket.destroy())
      )
      stuck.write(`CONNECT {"verbose":false}\r\nSUB antiphon.live.${sid} 1\r\nPING\r\n`)
      yield* Effect.promise(() => new Promise((resolve) => stuck.once("data", resolve)))
      stuck.pause()
      const event = `{"text":"${"x".repeat(400_000)}"}`
      for (let n = 0; n < 30; n++) {
        owner.publish(event)
        yield* claim.append([`{"n":${n}}`])
      }
      assert.strictEqual((yield* log.read(sid)).length, 31)
      assert.strictEqual(proxy.published.length, 2)
      const [records = new Set(), events = new Set()] = proxy.published
      assert.isTrue(records.has("antiphon.log") && events.has("antiphon.live"))
      assert.isFalse(records.has("antiphon.live") || events.has("antiphon.log"))
    }).pipe(Effect.scoped)
  )
})
