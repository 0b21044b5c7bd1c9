import { Unauthorized } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { unreachable } from "./hosts.ts"
import { hasResumed, isSpeaking, reconnecting, place, said, speak, speakWhole, typed, until } from "./reconnecting.ts"
import { makeSpeaker } from "./speaker.ts"

it.effect("peers row 8: before the session expires it moves between turns, and never in one", () =>
  Effect.gen(function* () {
    const { hosts, next, session } = yield* reconnecting({ margin: "1 minute" }, { lifeMs: 600_000 })
    yield* TestClock.adjust("9 minutes")
    assert.strictEqual(hosts.length, 2)
    yield* until(session, hasResumed(1))
    const second = yield* Effect.andThen(next, Effect.succeed(hosts[1]))
    assert(second !== undefined)
    yield* second.say("input_audio_buffer.speech_started", { item_id: "u", audio_start_ms: 0 })
    yield* until(session, ({ turns }) => turns.has("u"))
    yield* TestClock.adjust("9 minutes")
    assert.strictEqual(hosts.length, 2)
    yield* second.say("input_audio_buffer.committed", { item_id: "u", previous_item_id: null })
    yield* until(session, hasResumed(2))
    assert.strictEqual(hosts.length, 3)
  })
)

it.effect("a turn that never ends is cut before the session expires: no more is kept of it than was heard", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker(24_000)
    const { first, hosts, next, session } = yield* reconnecting({ speaker, margin: "1 minute" }, { lifeMs: 600_000 })
    yield* speak(first)
    yield* until(session, isSpeaking)
    yield* TestClock.adjust("589 seconds")
    assert.strictEqual(hosts.length, 1)
    yield* TestClock.adjust("1 second")
    const second = yield* next
    const state = yield* until(session, hasResumed(1))
    assert.strictEqual(speaker.cleared, 1)
    assert.deepStrictEqual(
      [state.responses.get("r")?.status, state.items.get("i")?.parts.get(0)?.truncatedAtMs],
      ["failed", 500]
    )
    assert.deepStrictEqual(second.items, [said("i", "one two three")])
  })
)

it.effect("what was replayed is never truncated again", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker(24_000)
    const { first, next, session } = yield* reconnecting({ speaker })
    yield* speak(first)
    yield* first.say("response.output_audio_transcript.done", { ...place, transcript: "one two three" })
    yield* first.say("response.done", { response: { id: "r", status: "completed" } })
    yield* until(session, ({ responses }) => responses.get("r")?.status === "completed")
    yield* first.drop
    const second = yield* next
    yield* until(session, hasResumed(1))
    assert.deepStrictEqual([speaker.cleared, second.items], [0, [said("i", "one two three")]])
    assert.deepStrictEqual(yield* session.interrupt, { truncated: [], deleted: [] })
    assert.deepStrictEqual(
      second.received.filter(({ type }) => type !== "session.update").map(({ type }) => type),
      ["conversation.item.create"]
    )
  })
)

it.effect("a turn that is committed by hand is waited for, and so is an answer that is still played", () =>
  Effect.gen(function* () {
    const manual = { audio: { input: { turn_detection: null } } }
    const { first, hosts, session } = yield* reconnecting(
      { speaker: makeSpeaker(24_000), margin: "1 minute" },
      { lifeMs: 600_000, session: manual }
    )
    yield* session.sendAudio(new Int16Array(4800))
    yield* TestClock.adjust("545 seconds")
    assert.strictEqual(hosts.length, 1)
    yield* session.commit
    yield* first.say("response.created", { response: { id: "r" } })
    for (let second = 0; second < 5; second++) {
      yield* first.say("response.output_audio.delta", { ...place, delta: Buffer.alloc(48_000).toString("base64") })
    }
    yield* first.say("response.done", { response: { id: "r", status: "completed" } })
    yield* until(session, ({ responses }) => responses.get("r")?.status === "completed")
    yield* TestClock.adjust("4 seconds")
    assert.strictEqual(hosts.length, 1)
    yield* TestClock.adjust("1 second")
    yield* until(session, hasResumed(1))
    assert.strictEqual(hosts.length, 2)
  })
)

it.effect("where no other connection can be had the session stays on the one that it has, until that ends", () =>
  Effect.gen(function* () {
    const { first, hosts, refuse, session } = yield* reconnecting({ margin: "1 minute" }, { lifeMs: 600_000 })
    refuse(new Unauthorized({ detail: "no", status: 401 }))
    yield* TestClock.adjust("599 seconds")
    yield* session.addItem(typed("late", "Still there?"))
    assert.deepStrictEqual([hosts.length, first.items.length], [1, 1])
    yield* first.close(1001)
    yield* until(session, hasResumed(1))
    assert.strictEqual(hosts.length, 2)
  })
)

it.effect("an interruption between two connections silences at once, and limits the replay to what was heard", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker(24_000)
    const { first, next, refuse, session } = yield* reconnecting({ speaker })
    yield* speakWhole(first)
    yield* until(session, ({ responses }) => responses.get("r")?.status === "completed")
    refuse(unreachable)
    yield* first.drop
    yield* TestClock.adjust(1)
    assert.strictEqual(speaker.cleared, 0)
    const { truncated } = yield* session.interrupt
    assert.deepStrictEqual([speaker.cleared, truncated.map(({ audio_end_ms }) => audio_end_ms)], [1, [500]])
    yield* TestClock.adjust("500 millis")
    const second = yield* next
    yield* until(session, hasResumed(1))
    assert.deepStrictEqual(second.items, [said("i", "one two three")])
    assert.deepStrictEqual(yield* session.interrupt, { truncated: [], deleted: [] })
  })
)

it.effect(
  "a complete message that still plays when a loss stops the speaker is replayed only as far as it was heard",
  () =>
    Effect.gen(function* () {
      const { first, next, session } = yield* reconnecting({ speaker: makeSpeaker(24_000) })
      yield* speak(first)
      const transcript = "one two three four five six"
      const whole = { type: "message", role: "assistant", id: "i", content: [{ type: "output_audio", transcript }] }
      yield* first.say("response.done", { response: { id: "r", status: "completed", output: [whole] } })
      yield* first.say("response.created", { response: { id: "s" } })
      yield* until(session, ({ responses }) => responses.has("s"))
      yield* first.drop
      const second = yield* next
      yield* until(session, hasResumed(1))
      assert.deepStrictEqual(second.items, [said("i", "one two three")])
    })
)

it.effect("an unwanted response is not replayed to the next server, however the connection is lost", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting()
    const asking = yield* Effect.forkChild(session.createResponse(), { startImmediately: true })
    yield* session.configure({ type: "realtime" })
    const create = first.received.find((event) => event.type === "response.create")
    assert(create?.type === "response.create")
    yield* Fiber.interrupt(asking)
    const item = { type: "message", role: "assistant", id: "i", content: [] }
    yield* first.say("response.created", { response: { id: "r", metadata: create.response?.metadata } })
    yield* first.say("response.output_item.added", { response_id: "r", output_index: 0, item })
    yield* first.say("conversation.item.added", { item, previous_item_id: null })
    yield* first.say("response.output_audio_transcript.delta", { ...place, delta: "Nobody asked." })
    yield* until(session, ({ items }) => items.get("i")?.parts.get(0)?.text.text === "Nobody asked.")
    yield* first.drop
    const second = yield* next
    yield* until(session, hasResumed(1))
    assert.deepStrictEqual(second.items, [])
  })
)
