/** What an owner does that has lost its session without noticing, and how it writes. */
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { type Claim, MemoryStore, memoryEngine, SessionBus, SessionLog, token } from "@antiphon/gateway"
import { Recorder } from "../src/session/Recorder.ts"
import { vi } from "vitest"
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

  it.live("that wrote nothing for 5 s notices in its next tick that another node has its session", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const a = yield* nodeOf("a", store, { upstream: yield* upstream(["x"]) })
      const user = yield* client(a, "model=gpt-realtime", ours)
      const sid = sidOf(yield* user.next("antiphon.session"))
      const session = a.context.sessions.get(sid)
      yield* claimedBy("b", store, sid)
      session?.tick(Date.now() + 6_000)
      assert.deepStrictEqual(yield* user.end, [4409, "the session goes on elsewhere"])
    }).pipe(Effect.scoped)
  )

  it.live("that another node overtook before its first append leaves no session behind", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const up = yield* upstream(["x"])
      const overtaken = {
        ...up,
        dial: (...args: Parameters<typeof up.dial>) =>
          Effect.tap(up.dial(...args), () =>
            Effect.forEach([...store.logs.keys()], (sid) => Effect.orDie(claimedBy("b", store, name(sid))))
          )
      }
      const a = yield* nodeOf("a", store, { upstream: overtaken })
      const user = yield* client(a, "model=gpt-realtime", ours)
      assert.strictEqual((yield* user.end)[0], 1012)
      assert.strictEqual(a.context.sessions.size, 0)
    }).pipe(Effect.scoped)
  )

  it.live("of a session that was erased and made again refuses the token of the old one", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const a = yield* nodeOf("a", store, { upstream: yield* upstream(["x"]), graceMs: 10 })
      const user = yield* client(a, "model=gpt-realtime", ours)
      const told = yield* user.next("antiphon.session")
      const sid = sidOf(told)
      const session = a.context.sessions.get(sid) ?? assert.fail("no session")
      user.socket.terminate()
      yield* Deferred.await(session.settled)
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

/** A claim that counts its checks, and whose appends end when the test says so. */
const heldClaim = () => {
  const seen = { chunks: new Array<ReadonlyArray<string>>(), checks: 0 }
  const pending: Array<() => void> = []
  const claim: Claim = {
    sid: name("sess_1"),
    epoch: 1,
    position: 1,
    first: 1,
    check: Effect.sync(() => {
      seen.checks++
    }),
    append: (lines) =>
      Effect.callback<number>((resume) => {
        const position = seen.chunks.push(lines)
        pending.push(() => resume(Effect.succeed(position)))
      })
  }
  const bounds = { sessionBytes: 1e6, nodeBytes: 1e6 }
  const share = { bounds, flushMs: 5, bytes: 0, unavailable: 0, lost: 0, appends: 0 }
  const recorder = new Recorder({ claim, share, spill: undefined, onFenced: () => {} })
  return { seen, recorder, acknowledge: () => pending.shift()?.() }
}

describe("a recorder", () => {
  it.live("has one append in flight, and what comes meanwhile is the next chunk", () =>
    Effect.gen(function* () {
      const { acknowledge, recorder, seen } = heldClaim()
      const lines = Array.from({ length: 500 }, (_, n) => `${n}`)
      for (const [n, line] of lines.entries()) recorder.note(line, n % 7 === 0)
      const flushed = yield* Effect.forkChild(recorder.flush(5_000), { startImmediately: true })
      assert.deepStrictEqual(seen.chunks, [["0"]])
      acknowledge()
      assert.deepStrictEqual(seen.chunks, [["0"], lines.slice(1)])
      acknowledge()
      assert.isTrue(yield* Fiber.join(flushed))
    })
  )

  it("asks whether its claim stands once nothing was written for 5 s, and not before", () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 })
    try {
      const { recorder, seen } = heldClaim()
      recorder.probe(1_004_999)
      assert.strictEqual(seen.checks, 0)
      recorder.probe(1_005_000)
      assert.strictEqual(seen.checks, 1)
      recorder.probe(1_009_999)
      assert.strictEqual(seen.checks, 1)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe("a name", () => {
  it("that is no part of a subject is no token", () => {
    for (const text of ["", "a.b", "a*", ">", "a b", "a/b", "é", "a\n", "x".repeat(129)])
      assert.isUndefined(token(text))
    for (const text of ["a", "A-z_0", "x".repeat(128)]) assert.strictEqual(token(text), text)
  })
})
