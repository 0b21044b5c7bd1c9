/** What an owner does that has lost its session without noticing, and how it writes. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { type Claim, MemoryStore, memoryEngine, SessionBus, SessionLog, token } from "@antiphon/gateway"
import { Recorder } from "../src/session/Recorder.ts"
import { client, name, nodeOf, upstream } from "./rig.ts"

const ours = ["realtime", "antiphon.resume-v1"]

const sidOf = (event: Readonly<Record<string, unknown>>) => name(String(event["session_id"]))

/** A claim of another node. The owner does not see it. */
const claimedBy = (id: string, store: MemoryStore, sid: ReturnType<typeof name>) =>
  Effect.flatMap(SessionLog, (log) => log.claim(sid, { fresh: false })).pipe(
    Effect.provide(memoryEngine({ node: name(id), store }))
  )

describe("an owner", () => {
  it.live("that was fenced injects nothing, because an injection is stored before it is sent", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const up = yield* upstream(["One."])
      const sent: Array<string> = []
      const listening = {
        ...up,
        dial: (...args: Parameters<typeof up.dial>) =>
          Effect.map(up.dial(...args), (peer) => {
            const { send } = peer
            return Object.assign(peer, {
              send: (data: Buffer | string, isBinary?: boolean) => {
                sent.push(String(data))
                send(data, isBinary)
              }
            })
          })
      }
      const a = yield* nodeOf("a", store, { upstream: listening })
      const user = yield* client(a, "model=gpt-realtime", ours)
      const sid = sidOf(yield* user.next("antiphon.session"))
      const ask = (id: string) =>
        Effect.flatMap(SessionBus, (bus) => bus.ask(sid, { ask: "inject", id, frame: `{"type":"x.${id}"}` })).pipe(
          Effect.provide(memoryEngine({ node: name("b"), store }))
        )
      assert.deepStrictEqual(yield* ask("first"), { epoch: 1, ok: true })
      assert.deepStrictEqual(yield* ask("first"), { epoch: 1, ok: true, repeated: true })
      yield* claimedBy("b", store, sid)
      assert.include(JSON.stringify(yield* ask("second")), "record is unavailable")
      assert.deepStrictEqual(
        sent.filter((frame) => frame.includes("x.")),
        ['{"type":"x.first"}']
      )
      assert.deepStrictEqual(yield* user.end, [4409, "the session goes on elsewhere"])
    }).pipe(Effect.scoped)
  )

  it.live("that writes nothing notices within a tick after 5 s that another node has its session", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const a = yield* nodeOf("a", store, { upstream: yield* upstream(["x"]) })
      const user = yield* client(a, "model=gpt-realtime", ours)
      const sid = sidOf(yield* user.next("antiphon.session"))
      const session = a.context.sessions.get(sid)
      yield* claimedBy("b", store, sid)
      session?.tick(Date.now() + 4_000)
      yield* Effect.sleep("20 millis")
      assert.isUndefined(user.closed)
      session?.tick(Date.now() + 6_000)
      assert.deepStrictEqual(yield* user.end, [4409, "the session goes on elsewhere"])
    }).pipe(Effect.scoped)
  )

  it.live("of a session that was erased and made again refuses the token of the old one", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const a = yield* nodeOf("a", store, { upstream: yield* upstream(["x"]), graceMs: 10 })
      const user = yield* client(a, "model=gpt-realtime", ours)
      const told = yield* user.next("antiphon.session")
      const sid = sidOf(told)
      user.socket.terminate()
      yield* Effect.sleep("10 millis").pipe(Effect.repeat({ until: () => a.context.sessions.size === 0 }))
      yield* Effect.gen(function* () {
        const log = yield* SessionLog
        yield* log.erase(sid)
        yield* log.claim(sid, { fresh: true })
      }).pipe(Effect.provide(memoryEngine({ node: name("b"), store })))
      const late = yield* client(a, `antiphon_resume=${encodeURIComponent(String(told["resume_token"]))}`, ours)
      assert.include((yield* late.end)[1], "404")
    }).pipe(Effect.scoped)
  )
})

describe("a recorder", () => {
  it.live("has one append in flight, and what comes meanwhile is the next chunk", () =>
    Effect.gen(function* () {
      const chunks: Array<ReadonlyArray<string>> = []
      let [flying, most] = [0, 0]
      const claim: Claim = {
        sid: name("sess_1"),
        epoch: 1,
        position: 1,
        first: 1,
        check: Effect.void,
        append: (lines) =>
          Effect.gen(function* () {
            most = Math.max(most, ++flying)
            yield* Effect.sleep("10 millis")
            flying--
            return chunks.push(lines)
          })
      }
      const bounds = { sessionBytes: 1e6, nodeBytes: 1e6 }
      const share = { bounds, flushMs: 5, bytes: 0, unavailable: 0, lost: 0, appends: 0 }
      const recorder = new Recorder({ claim, share, spill: undefined, onFenced: () => {} })
      for (let n = 0; n < 500; n++) {
        recorder.note(`${n}`, n % 7 === 0)
        if (n % 50 === 0) yield* Effect.sleep("3 millis")
      }
      assert.isTrue(yield* recorder.flush(5_000))
      assert.deepStrictEqual(
        chunks.flat(),
        Array.from({ length: 500 }, (_, n) => `${n}`)
      )
      assert.strictEqual(most, 1)
      assert.isBelow(chunks.length, 50)
    })
  )
})

describe("a name", () => {
  it("that is no part of a subject is no token", () => {
    for (const text of ["", "a.b", "a*", ">", "a b", "a/b", "é", "a\n", "x".repeat(129)])
      assert.isUndefined(token(text))
    for (const text of ["a", "A-z_0", "x".repeat(128)]) assert.strictEqual(token(text), text)
  })
})
