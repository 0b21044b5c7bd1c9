import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { freshToken, MemoryStore, memoryEngine, SessionBus, SessionLog, TenantLimits, token } from "@antiphon/gateway"

const node = (name: string) => token(name) ?? freshToken("n")

describe("the engine in memory", () => {
  it.effect("an append after another node's claim is fenced and not stored", () =>
    Effect.gen(function* () {
      const store = new MemoryStore()
      const sid = freshToken("sess")
      const on = (name: string) =>
        SessionLog.use(Effect.succeed).pipe(Effect.provide(memoryEngine({ node: node(name), store })))
      const [a, b] = [yield* on("a"), yield* on("b")]
      const first = yield* a.claim(sid, { fresh: true })
      yield* first.append(['{"a":1}'])
      const second = yield* b.claim(sid, { fresh: false })
      const fenced = yield* Effect.flip(first.append(['{"a":2}']))
      assert.strictEqual(fenced._tag, "Fenced")
      assert.strictEqual(second.epoch, 2)
      assert.strictEqual(second.first, first.position)
      const chunks = yield* a.read(sid, { to: second.position })
      assert.deepStrictEqual(
        chunks.map(({ kind, lines }) => [kind, ...lines]),
        [["claim"], ["lines", '{"a":1}'], ["claim"]]
      )
    })
  )

  it.effect("the question to a session without an owner fails", () =>
    Effect.gen(function* () {
      const bus = yield* SessionBus
      const error = yield* Effect.flip(bus.ask(freshToken("sess"), {}))
      assert.strictEqual(error._tag, "NoSuchSession")
    }).pipe(Effect.provide(memoryEngine({ node: node("a") })))
  )

  it.effect("exactly as many sessions as the limit are admitted", () =>
    Effect.gen(function* () {
      const limits = yield* TenantLimits
      const tenant = node("t")
      const places = Array.from({ length: 60 }, () => ({ tenant, sid: freshToken("sess"), node: node("a") }))
      const admitted = yield* Effect.forEach(places, (place) => limits.admit(place, 10), { concurrency: "unbounded" })
      assert.strictEqual(admitted.filter(Boolean).length, 10)
    }).pipe(Effect.provide(memoryEngine({ node: node("a") })))
  )
})
