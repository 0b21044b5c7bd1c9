import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { EngineUnavailable, MemoryStore, memoryEngine, SessionLog } from "@antiphon/gateway"
import { gaUpstream } from "@antiphon/gateway/node"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { vi } from "vitest"
import type { LiveSession } from "../src/node/LiveSession.ts"
import { type Client, client, get, name, nodeOf, upstream } from "./rig.ts"

const ours = ["realtime", "antiphon.resume-v1"]
const long = "This answer takes some seconds to be said, so that there is time to pull the plug in the middle of it."

const tokenOf = (event: Readonly<Record<string, unknown>>) => encodeURIComponent(String(event["resume_token"]))

/** Asks and waits for the whole answer. */
const turn = Effect.fnUntraced(function* (user: Client, text: string) {
  yield* user.next("session.created")
  const after = user.events.length
  user.ask(text)
  return yield* user.next("response.done", after)
})

/** Waits until the sessions of a node are over, written and given back. */
const settled = (sessions: ReadonlyMap<unknown, LiveSession>) =>
  Effect.forEach([...sessions.values()], (session) => Deferred.await(session.settled), { discard: true }).pipe(
    Effect.timeout("10 seconds")
  )

/** An engine that can be cut off, as the network of a node. */
const cuttable = (id: string, store: MemoryStore) => {
  const state = { isCut: false, onStored: (): void => {} }
  const gone = new EngineUnavailable({ detail: "cut off" })
  const guard = <A, E>(effect: Effect.Effect<A, E>) =>
    Effect.suspend((): Effect.Effect<A, E | EngineUnavailable> => (state.isCut ? Effect.fail(gone) : effect))
  const whole = memoryEngine({ node: name(id), store })
  const log = Layer.effect(
    SessionLog,
    Effect.map(SessionLog.use(Effect.succeed), (inner) => ({
      ...inner,
      claim: (sid, options) =>
        Effect.map(guard(inner.claim(sid, options)), (claim) => ({
          ...claim,
          append: (lines) => Effect.tap(guard(claim.append(lines)), () => Effect.sync(() => state.onStored())),
          check: guard(claim.check)
        }))
    }))
  ).pipe(Layer.provide(whole))
  /** Waits until a line with this text is stored. */
  const stored = (text: string) =>
    Effect.callback<void>((resume) => {
      state.onStored = () => {
        if (linesOf(store).some((line) => line.includes(text))) resume(Effect.void)
      }
      state.onStored()
    })
  return { state, engine: Layer.merge(whole, log), stored }
}

/** The clock stands 11 minutes later until the scope ends. Timers go on as they do. */
const minutesLater = Effect.acquireRelease(
  Effect.sync(() => vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 660_000 })),
  () => Effect.sync(() => vi.useRealTimers())
)

/** The lines of the only session. */
const linesOf = (store: MemoryStore) => [...store.logs.values()].flat().flatMap(({ lines }) => lines)

describe("a session's life", () => {
  it.live("a client that was lost comes back to the same upstream and gets what it missed", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const node = yield* nodeOf("a", store, { upstream: yield* upstream([long], 4) })
      const user = yield* client(node, "model=gpt-realtime", ours)
      const told = yield* user.next("antiphon.session")
      assert.isFalse(told["resumed"])
      user.ask("Hi")
      yield* user.next("response.output_audio.delta")
      const id = (yield* user.next("response.created"))["response"]
      user.socket.terminate()
      const back = yield* client(node, `antiphon_resume=${tokenOf(told)}`, ours)
      const resumed = yield* back.next("antiphon.session")
      assert.isTrue(resumed["resumed"])
      assert.deepStrictEqual(resumed["lost"], [])
      const done = yield* back.next("response.done")
      assert.deepStrictEqual((done["response"] as { id: string }).id, (id as { id: string }).id)
      assert.strictEqual(node.context.counters.opened, 1)
      assert.strictEqual(node.context.counters.resumed, 0)
    }).pipe(Effect.scoped)
  )

  it.live("another node takes the session over, and the upstream there knows the conversation", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const up = yield* upstream(["The first answer.", "The second answer."])
      const a = yield* nodeOf("a", store, { upstream: up })
      const b = yield* nodeOf("b", store, { upstream: up })
      const user = yield* client(a, "model=gpt-realtime", ours)
      const told = yield* user.next("antiphon.session")
      yield* turn(user, "One")
      const item = user.events.findLast(({ type }) => type === "conversation.item.done")?.["item"] as { id: string }
      const back = yield* client(b, `antiphon_resume=${tokenOf(told)}`, ours)
      yield* back.next("antiphon.session")
      assert.deepStrictEqual(yield* user.end, [4409, "the session goes on elsewhere"])
      back.send({ type: "conversation.item.retrieve", item_id: item.id })
      const retrieved = (yield* back.next("conversation.item.retrieved"))["item"] as {
        content: Array<{ text: string }>
      }
      assert.include(JSON.stringify(retrieved.content), "The first answer.")
      assert.strictEqual(back.count("conversation.item.added"), 0)
      yield* turn(back, "Two")
      back.socket.close()
      yield* settled(b.context.sessions)
      yield* settled(a.context.sessions)
      const epochs = [...store.logs.values()].flat().map(({ epoch, node }) => `${epoch}${node}`)
      assert.deepStrictEqual([...new Set(epochs)], ["1a", "2b"])
      assert.strictEqual([...store.usage.values()].flatMap(({ records }) => records).length, 2)
    }).pipe(Effect.scoped)
  )

  it.live(
    "after a node was cut off in an answer, no more of it is known than was heard, and the old node writes nothing",
    () =>
      Effect.gen(function* () {
        const store = new MemoryStore()
        const up = yield* upstream([long, "Next."], 2)
        const cut = cuttable("a", store)
        const a = yield* nodeOf("a", store, { upstream: up, engine: cut.engine })
        const b = yield* nodeOf("b", store, { upstream: up })
        const user = yield* client(a, "model=gpt-realtime", ours)
        const told = yield* user.next("antiphon.session")
        user.ask("Tell me")
        const { item_id } = yield* user.next("response.output_audio.delta")
        yield* cut.stored('"place"')
        cut.state.isCut = true
        store.owners.clear()
        const back = yield* client(b, `antiphon_resume=${tokenOf(told)}&antiphon_heard=${String(item_id)}:40`, ours)
        yield* back.next("antiphon.session")
        back.send({ type: "conversation.item.retrieve", item_id })
        const answer = yield* Effect.race(back.next("conversation.item.retrieved"), back.next("error"))
        assert.notInclude(JSON.stringify(answer), "middle of it")
        yield* turn(back, "And now")
        const before = linesOf(store).length
        cut.state.isCut = false
        assert.deepStrictEqual(yield* user.end, [4409, "the session goes on elsewhere"])
        const chunks = [...store.logs.values()].flat()
        const taken = chunks.findIndex(({ epoch }) => epoch === 2)
        assert.isTrue(chunks.slice(taken).every(({ node }) => node === "b"))
        assert.isAtLeast(linesOf(store).length, before)
        assert.strictEqual(a.context.counters.fenced, 1)
      }).pipe(Effect.scoped)
  )

  it.live("a drain waits for the end of an answer, and tells ours where it can go on", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const up = yield* upstream(["A few words.", "More."], 1)
      const a = yield* nodeOf("a", store, { upstream: up })
      const b = yield* nodeOf("b", store, { upstream: up })
      const user = yield* client(a, "model=gpt-realtime", ours)
      const other = yield* client(a)
      yield* other.next("session.created")
      yield* user.next("antiphon.session")
      user.ask("Speak")
      yield* user.next("response.created")
      const drained = yield* Effect.forkChild(a.drain)
      assert.deepStrictEqual(yield* other.end, [1001, "The node restarts. Connect again."])
      assert.strictEqual((yield* get(a, "/readyz")).status, 503)
      const refused = yield* client(a)
      assert.include((yield* refused.end)[1], "503")
      assert.strictEqual((yield* user.end)[0], 1012)
      assert.strictEqual(user.count("response.done"), 1)
      const move = yield* user.next("antiphon.move")
      yield* Fiber.await(drained)
      const back = yield* client(b, `antiphon_resume=${tokenOf(move)}`, ours)
      assert.deepStrictEqual((yield* back.next("antiphon.session"))["lost"], [])
      assert.strictEqual(((yield* turn(back, "Go on"))["response"] as { status: string }).status, "completed")
    }).pipe(Effect.scoped)
  )

  it.live("sessions go on while the engine is down, and the log catches up from memory and disk in order", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const spillDir = mkdtempSync(join(tmpdir(), "antiphon-spill-"))
      const cut = cuttable("a", store)
      const a = yield* nodeOf("a", store, {
        upstream: yield* upstream(["One.", "Two.", "Three."]),
        engine: cut.engine,
        buffer: { sessionBytes: 2_000, spillDir }
      })
      const user = yield* client(a)
      yield* turn(user, "1")
      cut.state.isCut = true
      yield* turn(user, "2")
      assert.strictEqual((yield* get(a, "/readyz")).status, 503)
      const refused = yield* client(a)
      assert.include((yield* refused.end)[1], "503")
      yield* turn(user, "3")
      assert.isAtMost(a.context.share.bytes, 4_000)
      const sideband = yield* client(a, `call_id=${[...store.logs.keys()][0]}`)
      yield* sideband.next("session.created")
      sideband.ask("Not while the record is down")
      assert.include(JSON.stringify(yield* sideband.next("error")), "record is unavailable")
      cut.state.isCut = false
      user.socket.close()
      yield* settled(a.context.sessions)
      const times = linesOf(store).map((line) => Number(/"t":(\d+)/.exec(line)?.[1]))
      assert.deepStrictEqual(times, times.toSorted())
      const lines = linesOf(store)
      assert.strictEqual(lines.filter((line) => line.includes('"type":"response.done"')).length, 3)
      assert.isFalse(lines.some((line) => line.includes('"k":"gap"')))
      assert.strictEqual(a.context.share.unavailable, 0)
      assert.strictEqual(a.context.share.bytes, 0)
    }).pipe(Effect.scoped)
  )

  it.live("an upstream that refuses is answered over HTTP, and nothing is listed or booked", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const c = yield* nodeOf("c", store, { upstream: gaUpstream({ base: "ws://127.0.0.1:1/v1" }) })
      const user = yield* client(c)
      assert.include((yield* user.end)[1], "502")
      assert.deepStrictEqual((yield* get(c, "/v1/sessions")).body.data, [])
      assert.strictEqual(store.logs.size, 0)
      assert.strictEqual(store.usage.size, 0)
    }).pipe(Effect.scoped)
  )

  it.live("a session that no client came back to is ended by any node, which books what was used", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const up = yield* upstream(["x"])
      const a = yield* nodeOf("a", store, { upstream: up, graceMs: 10 })
      const b = yield* nodeOf("b", store, { upstream: up })
      const user = yield* client(a, "model=gpt-realtime", ours)
      const told = yield* user.next("antiphon.session")
      yield* turn(user, "Hi")
      user.socket.terminate()
      yield* settled(a.context.sessions)
      // The node that had the session died before it booked.
      store.usage.clear()
      assert.deepStrictEqual(
        [...store.records.values()].map(({ state }) => state),
        ["suspended"]
      )
      yield* minutesLater
      assert.strictEqual(yield* b.sweep, 1)
      assert.deepStrictEqual(
        [...store.records.values()].map(({ node, state }) => [String(node), state]),
        [["b", "ended"]]
      )
      assert.strictEqual([...store.usage.values()].flatMap(({ records }) => records).length, 1)
      const late = yield* client(b, `antiphon_resume=${tokenOf(told)}`, ours)
      assert.include((yield* late.end)[1], "410")
    }).pipe(Effect.scoped)
  )

  it.live("an upstream that restarts between turns is replaced under the session", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const up = yield* upstream(["First words.", "Second words."])
      const peers: Array<{
        readonly close: (code: number, reason: string) => void
        readonly onClosed: (code: number, reason: string) => void
      }> = []
      const a = yield* nodeOf("a", store, {
        upstream: { ...up, dial: (ask) => Effect.tap(up.dial(ask), (peer) => Effect.sync(() => peers.push(peer))) }
      })
      const user = yield* client(a)
      yield* turn(user, "One")
      const item = user.events.findLast(({ type }) => type === "conversation.item.done")?.["item"] as { id: string }
      peers[0]?.onClosed(1012, "service restart")
      yield* turn(user, "Two")
      user.send({ type: "conversation.item.retrieve", item_id: item.id })
      assert.include(JSON.stringify(yield* user.next("conversation.item.retrieved")), "First words.")
      assert.strictEqual(user.count("session.created"), 1)
      assert.strictEqual(peers.length, 2)
      assert.strictEqual(a.context.counters.renewed, 1)
    }).pipe(Effect.scoped)
  )
})
