/** A connection that carries nothing any more although it is open. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { hasResumed, reconnecting, until } from "./reconnecting.ts"
import { scripted } from "./scripted.ts"

const start = { startImmediately: true } as const

it.effect("a command without an answer, while nothing else comes, is followed by a question and then by the end", () =>
  Effect.gen(function* () {
    const { next, session } = yield* scripted()
    const asking = yield* Effect.forkChild(Effect.flip(session.deleteItem("i")), start)
    yield* next
    yield* TestClock.adjust("10 seconds")
    assert.strictEqual((yield* Fiber.join(asking)).reason._tag, "NoAnswer")
    const probe = yield* next
    assert.strictEqual(probe.type, "conversation.item.retrieve")
    yield* TestClock.adjust("10 seconds")
    assert.strictEqual((yield* session.ended).reason._tag, "Dead")
  })
)

it.effect("a request for a response without an answer raises the same doubt", () =>
  Effect.gen(function* () {
    const { next, session } = yield* scripted()
    yield* Effect.forkChild(Effect.flip(session.createResponse()), start)
    yield* next
    yield* TestClock.adjust("10 seconds")
    assert.strictEqual((yield* next).type, "conversation.item.retrieve")
    yield* TestClock.adjust("10 seconds")
    assert.strictEqual((yield* session.ended).reason._tag, "Dead")
  })
)

it.effect("the refusal of the question clears the doubt, and no caller sees the refusal", () =>
  Effect.gen(function* () {
    const { next, refuse, say, session } = yield* scripted()
    yield* Effect.forkChild(Effect.flip(session.deleteItem("i")), start)
    yield* next
    yield* TestClock.adjust("10 seconds")
    yield* refuse(yield* next, "item_retrieve_invalid_item_id")
    yield* TestClock.adjust("1 minute")
    yield* say("rate_limits.updated", { rate_limits: [{ name: "tokens" }] })
    const { notices } = yield* until(session, ({ rateLimits }) => rateLimits.length === 1)
    assert.deepStrictEqual(notices, [])
  })
)

it.effect("whatever comes clears the doubt, also while the command waits", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const asking = yield* Effect.forkChild(Effect.flip(session.deleteItem("i")), start)
    yield* next
    yield* TestClock.adjust("5 seconds")
    yield* say("rate_limits.updated", { rate_limits: [{ name: "tokens" }] })
    yield* until(session, ({ rateLimits }) => rateLimits.length === 1)
    yield* TestClock.adjust("5 seconds")
    yield* Fiber.join(asking)
    yield* TestClock.adjust("1 minute")
    yield* Effect.forkChild(Effect.flip(session.clearInput), start)
    assert.strictEqual((yield* next).type, "input_audio_buffer.clear")
  })
)

it.effect("half a minute of audio into silence is a reason to ask", () =>
  Effect.gen(function* () {
    const { next, session } = yield* scripted()
    for (let second = 0; second < 30; second++) yield* session.sendAudio(new Int16Array(24_000))
    for (let n = 0; n < 300; n++) assert.strictEqual((yield* next).type, "input_audio_buffer.append")
    assert.strictEqual((yield* next).type, "conversation.item.retrieve")
    yield* TestClock.adjust("10 seconds")
    assert.strictEqual((yield* session.ended).reason._tag, "Dead")
  })
)

it.effect("a session that outlives its connections replaces one that fell silent", () =>
  Effect.gen(function* () {
    const { hosts, next, session } = yield* reconnecting()
    // The host never answers this command.
    const asking = yield* Effect.forkChild(Effect.flip(session.retrieveItem("i")), start)
    yield* TestClock.adjust("20 seconds")
    yield* next
    yield* until(session, hasResumed(1))
    assert.strictEqual((yield* Fiber.join(asking)).reason._tag, "NoAnswer")
    assert.strictEqual(hosts.length, 2)
  })
)
