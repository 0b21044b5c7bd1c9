import { Unauthorized } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { conversation, textOf } from "../src/index.ts"
import { unreachable } from "./hosts.ts"
import { exchange, fence, hasResumed, reconnecting, said, typed, until } from "./reconnecting.ts"

const doubling = (times: number) => Schedule.upTo(Schedule.exponential("500 millis"), { times })

it.effect("peers rows 8, 9: after a loss the conversation goes on over another connection, with one notice", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting()
    yield* session.configure({ type: "realtime", instructions: "Be brief." })
    yield* exchange(session)
    yield* first.drop
    const second = yield* next
    const state = yield* until(session, hasResumed(1))
    assert.deepStrictEqual(second.items, [typed("u", "Hello?"), said("a", "Hello.")])
    assert.deepStrictEqual(
      second.received.map(({ type }) => type),
      ["session.update", "conversation.item.create", "conversation.item.create"]
    )
    assert(state.session?.type === "realtime" && "instructions" in state.session)
    assert.strictEqual(state.session.instructions, "Be brief.")
    assert.deepStrictEqual(
      state.notices.flatMap((notice) => ("lost" in notice ? [notice.lost] : [])),
      [[]]
    )
    yield* session.addItem(typed("v", "Still there?"))
    yield* fence(session)
    assert.deepStrictEqual(conversation(yield* session.state).map(textOf), ["Hello?", "Hello.", "Still there?"])
    assert.strictEqual(second.items.length, 3)
  })
)

it.effect("readers of events, changes and the end of the session see only the notice of a move", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting()
    const heard: Array<string> = []
    yield* session.events.pipe(
      Stream.runForEach(({ type }) => Effect.sync(() => heard.push(type))),
      Effect.forkScoped({ startImmediately: true })
    )
    const seen: Array<number> = []
    yield* session.changes.pipe(
      Stream.runForEach(({ items }) => Effect.sync(() => seen.push(items.size))),
      Effect.forkScoped({ startImmediately: true })
    )
    const ended = yield* Effect.forkChild(session.ended, { startImmediately: true })
    yield* exchange(session)
    yield* first.drop
    const second = yield* next
    yield* until(session, hasResumed(1))
    yield* second.say("rate_limits.updated", { rate_limits: [{ name: "tokens", limit: 7 }] })
    yield* until(session, ({ rateLimits }) => rateLimits.length === 1)
    assert.deepStrictEqual(heard, [
      ...["added", "done", "added", "done"].map((kind) => `conversation.item.${kind}`),
      "rate_limits.updated"
    ])
    assert.deepStrictEqual([seen.at(0), seen.at(-1), ended.pollUnsafe()], [0, 2, undefined])
  })
)

it.effect("commands given between two connections wait for the next, and fail typed at their deadline", () =>
  Effect.gen(function* () {
    const { first, next, refuse, session } = yield* reconnecting({ commandTimeout: "2 seconds" })
    refuse(unreachable, unreachable, unreachable)
    yield* first.drop
    yield* TestClock.adjust(1)
    const item = typed("later", "Wait for me.")
    const early = yield* Effect.forkChild(Effect.flip(session.addItem(item)), { startImmediately: true })
    yield* TestClock.adjust("2 seconds")
    const { command, reason } = yield* Fiber.join(early)
    assert(reason._tag === "Disconnected")
    assert.deepStrictEqual([command, reason.error.reason._tag], ["addItem", "Timeout"])
    const late = yield* Effect.forkChild(session.addItem(item), { startImmediately: true })
    yield* TestClock.adjust("2 seconds")
    const second = yield* next
    yield* Fiber.join(late)
    assert.deepStrictEqual(second.items, [item])
  })
)

it.effect("tries at the distances that it is given, and ends with the last failure once they are used up", () =>
  Effect.gen(function* () {
    const { dials, first, refuse, session } = yield* reconnecting({ retry: doubling(3) })
    refuse(...Array.from({ length: 4 }, () => unreachable))
    yield* first.drop
    yield* TestClock.adjust("20 seconds")
    assert.strictEqual((yield* session.ended).reason._tag, "Open")
    assert.deepStrictEqual(dials.slice(1), [0, 500, 1500, 3500])
    assert.strictEqual((yield* Effect.flip(session.commit)).reason._tag, "Disconnected")
  })
)

it.effect("sessions that lost one server come back at moments of their own, and try for minutes", () =>
  Effect.gen(function* () {
    const herd = yield* Effect.forEach([1, 2, 3, 4], () => reconnecting())
    for (const { first, refuse } of herd) {
      refuse(...Array.from({ length: 200 }, () => unreachable))
      yield* first.drop
    }
    for (let minute = 0; minute < 6; minute++) yield* TestClock.adjust("1 minute")
    for (const { session } of herd) assert.strictEqual((yield* session.ended).reason._tag, "Open")
    const waits = herd.map(({ dials }) => dials.slice(2).map((at, n) => at - (dials[n + 1] ?? 0)))
    for (const each of waits) {
      each.forEach((wait, n) => {
        const most = Math.min(500 * 2 ** n, 30_000)
        assert.isTrue(wait >= most * (n < 3 ? 0.6 : 0.2) && wait <= most + 1, `wait ${n} of ${wait} ms`)
      })
      assert.isAtLeast(
        each.reduce((sum, wait) => sum + wait, 0),
        270_000
      )
    }
    // One moment that two have in common is chance.
    assert.strictEqual(new Set(herd.map(({ dials }) => dials.join())).size, 4)
  })
)

it.effect("a session gives up once its patience is used up", () =>
  Effect.gen(function* () {
    const { dials, first, refuse, session } = yield* reconnecting({ patience: "10 seconds" })
    refuse(...Array.from({ length: 200 }, () => unreachable))
    yield* first.drop
    yield* TestClock.adjust("1 minute")
    assert.strictEqual((yield* session.ended).reason._tag, "Open")
    // The last wait begins within the 10 s. By then it is at most 16 s long.
    assert.isAtMost(dials.at(-1) ?? 0, 26_000)
  })
)

it.effect("does not try again where the credential is refused, nor after a close from either side that is meant", () =>
  Effect.gen(function* () {
    const refused = yield* reconnecting()
    refused.refuse(new Unauthorized({ detail: "no", status: 401 }))
    yield* refused.first.drop
    assert.strictEqual((yield* refused.session.ended).reason._tag, "Unauthorized")
    for (const code of [1000, 1008, 3000, 4000]) {
      const { dials, first, session } = yield* reconnecting()
      yield* first.close(code)
      const { reason } = yield* session.ended
      assert(reason._tag === "Closed")
      assert.deepStrictEqual([reason.code, dials.length], [code, 1])
    }
    const { dials, session } = yield* reconnecting()
    yield* session.close
    const { reason } = yield* session.ended
    assert(reason._tag === "Closed")
    assert.deepStrictEqual([reason.code, reason.by, dials.length], [1000, "local", 1])
  })
)

it.effect("a connection that is lost at once, again and again, uses up the tries", () =>
  Effect.gen(function* () {
    const { dials, first, next, session } = yield* reconnecting({ retry: doubling(5) })
    const losing = yield* Effect.forkChild(
      Effect.gen(function* () {
        yield* first.drop
        for (;;) yield* Effect.flatMap(next, (host) => Effect.andThen(Effect.yieldNow, host.drop))
      })
    )
    yield* TestClock.adjust("1 minute")
    assert.strictEqual((yield* session.ended).reason._tag, "Closed")
    assert.strictEqual(dials.length, 7)
    yield* Fiber.interrupt(losing)
  })
)

it.effect("a second loss during the replay is handled like the first", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting()
    yield* exchange(session)
    yield* first.drop
    const second = yield* next
    yield* second.drop
    yield* TestClock.adjust("500 millis")
    const third = yield* next
    const state = yield* until(session, hasResumed(1))
    assert.deepStrictEqual(
      third.items.map(({ id }) => id),
      ["u", "a"]
    )
    assert.strictEqual(state.notices.length, 1)
  })
)

it.effect("a request that the lost connection had fails typed; one made meanwhile is asked of the next", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting()
    const asked = yield* Effect.forkChild(Effect.flip(session.createResponse()), { startImmediately: true })
    yield* Effect.yieldNow
    yield* first.drop
    assert.strictEqual((yield* Fiber.join(asked)).reason._tag, "Disconnected")
    const asking = yield* Effect.forkChild(session.createResponse(), { startImmediately: true })
    const second = yield* next
    yield* until(session, hasResumed(1))
    yield* fence(session)
    const create = second.received.find(({ type }) => type === "response.create")
    assert(create?.type === "response.create")
    yield* second.say("response.created", { response: { id: "again", metadata: create.response?.metadata } })
    assert.strictEqual(yield* Fiber.join(asking), "again")
  })
)

it.effect("no more than 1,024 commands wait for a connection; the next fails typed at once", () =>
  Effect.gen(function* () {
    const { first, next, refuse, session } = yield* reconnecting()
    refuse(unreachable)
    yield* first.drop
    yield* TestClock.adjust(1)
    const add = (n: number) => session.addItem(typed(`item_${n}`, "Wait."))
    const waiting = yield* Effect.forEach(
      Array.from({ length: 1024 }, (_, n) => n),
      (n) => Effect.forkChild(add(n), { startImmediately: true })
    )
    const { reason } = yield* Effect.flip(add(1024))
    assert(reason._tag === "Disconnected")
    assert.strictEqual(reason.error.reason._tag, "Overflow")
    yield* TestClock.adjust("500 millis")
    const second = yield* next
    yield* Effect.forEach(waiting, Fiber.join)
    assert.deepStrictEqual(
      second.items.map(({ id }) => id),
      Array.from({ length: 1024 }, (_, n) => `item_${n}`)
    )
  })
)
