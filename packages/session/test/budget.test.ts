/** A conversation is resumed as far as it goes, never all or nothing. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { conversation, replayPlan } from "../src/index.ts"
import { fence, hasResumed, reconnecting, lostIn, typed, until } from "./reconnecting.ts"

const ids = (count: number) => Array.from({ length: count }, (_, n) => `i${n}`)

it.effect("answers that come slowly, one after the other, are waited for as long as they come", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting({}, { paceMs: 1000 })
    for (const id of ids(30)) yield* session.addItem(typed(id, id))
    yield* first.drop
    const second = yield* next
    for (let second = 0; second < 40; second++) yield* TestClock.adjust("1 second")
    const state = yield* until(session, hasResumed(1))
    assert.deepStrictEqual([second.items.length, lostIn(state)], [30, []])
  })
)

it.effect("an item that the next server never answers is lost, and the rest goes on", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting({}, { ignores: ["i1"], chats: true })
    for (const id of ids(3)) yield* session.addItem(typed(id, id))
    yield* first.drop
    const second = yield* next
    for (let second = 0; second < 40; second++) yield* TestClock.adjust("1 second")
    const state = yield* until(session, hasResumed(1))
    assert.deepStrictEqual(lostIn(state), [{ itemId: "i1", reason: "unanswered" }])
    assert.deepStrictEqual(
      second.items.map(({ id }) => id),
      ["i0", "i2"]
    )
  })
)

it.effect("a configuration that the next server refuses leaves a notice, and the conversation goes on", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting({}, { refusesUpdates: true })
    yield* session.addItem(typed("u", "Hello"))
    yield* first.drop
    const second = yield* next
    const { notices } = yield* until(session, hasResumed(1))
    assert.deepStrictEqual(
      notices.map(({ _tag }) => _tag),
      ["Refused", "Resumed"]
    )
    assert.strictEqual(second.items.length, 1)
  })
)

it.effect("the newest items that fit are retold, and the older ones are named as lost", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting({ replayItems: 3 })
    for (const id of ids(5)) yield* session.addItem(typed(id, id))
    yield* first.drop
    const second = yield* next
    const state = yield* until(session, hasResumed(1))
    assert.deepStrictEqual(
      second.items.map(({ id }) => id),
      ["i2", "i3", "i4"]
    )
    assert.deepStrictEqual(
      lostIn(state),
      ["i0", "i1"].map((itemId) => ({ itemId, reason: "over_budget" }))
    )
  })
)

it.effect("by default at most 500 items and 1 MiB are retold, and what alone is larger is left out alone", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting()
    for (const id of ids(600)) yield* session.addItem(typed(id, id))
    yield* session.addItem(typed("huge", "x".repeat(2 << 20)))
    yield* session.addItem(typed("last", "x"))
    yield* first.drop
    const second = yield* next
    const state = yield* until(session, hasResumed(1))
    assert.deepStrictEqual([second.items.length, second.items.at(-1)?.id, lostIn(state).length], [500, "last", 102])
  })
)

it.effect("a call is kept with its output, however far it lies behind", () =>
  Effect.gen(function* () {
    const { first, session } = yield* reconnecting()
    yield* session.addItem({ type: "function_call", id: "call", call_id: "c", name: "f", arguments: "" })
    for (const id of ids(5)) yield* session.addItem(typed(id, id))
    yield* session.addItem({ type: "function_call_output", id: "output", call_id: "c", output: "1" })
    yield* fence(session)
    assert.isNotEmpty(first.items)
    const { events } = replayPlan(yield* session.state, { budget: { items: 3, bytes: 10_000 } })
    const items = events.flatMap((event) => (event.type === "conversation.item.create" ? [event.item] : []))
    assert.deepStrictEqual(
      items.map(({ id }) => id),
      ["call", "i4", "output"]
    )
    assert.strictEqual(Object(items[0]).arguments, "{}")
  })
)

it.effect("a server that gives retold items ids of its own keeps each of them once", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting({}, { renames: true })
    for (const id of ids(3)) yield* session.addItem(typed(id, id))
    const before = conversation(yield* session.state).length
    yield* first.drop
    yield* next
    const state = yield* until(session, hasResumed(1))
    assert.deepStrictEqual([before, conversation(state).length, lostIn(state)], [3, 3, []])
  })
)

it.effect("items of the same content, retold with their ids, are each the answer to themselves", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting()
    for (const id of ids(4)) yield* session.addItem(typed(id, "the same"))
    yield* first.drop
    const second = yield* next
    const state = yield* until(session, hasResumed(1))
    assert.deepStrictEqual(
      [second.items.map(({ id }) => id), conversation(state).map(({ id }) => id)],
      [ids(4), ids(4)]
    )
  })
)
