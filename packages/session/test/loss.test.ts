/** What the loss of a connection makes of what was being said, interrupted and waited for. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import { replayPlan } from "../src/index.ts"
import { unreachable } from "./hosts.ts"
import { hasResumed, reconnecting, lostIn, place, said, speakWhole, typed, until } from "./reconnecting.ts"
import { message, scripted, speak } from "./scripted.ts"
import { lateSpeaker, makeSpeaker } from "./speaker.ts"

it.effect("words without received audio are not sent to the next server", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting()
    const transcript = "Nobody heard this."
    const item = { type: "message", role: "assistant", id: "i", content: [{ type: "output_audio", transcript }] }
    yield* session.addItem(typed("u", "Hello?"))
    yield* first.say("response.created", { response: { id: "r" } })
    yield* first.say("conversation.item.added", { item: { ...item, content: [] }, previous_item_id: "u" })
    yield* first.say("response.content_part.added", { ...place, part: { type: "audio" } })
    yield* first.say("response.output_audio_transcript.delta", { ...place, delta: transcript })
    yield* first.say("response.done", { response: { id: "r", status: "cancelled", output: [item] } })
    yield* until(session, ({ responses }) => responses.get("r")?.status === "cancelled")
    yield* first.drop
    const second = yield* next
    const state = yield* until(session, hasResumed(1))
    assert.deepStrictEqual(second.items, [typed("u", "Hello?")])
    assert.deepStrictEqual(lostIn(state), [{ itemId: "i", reason: "never_heard" }])
  })
)

it.effect("an interruption between two connections takes nothing from what the next says", () =>
  Effect.gen(function* () {
    const { cleared, speaker } = lateSpeaker()
    const { first, next, refuse, session } = yield* reconnecting({ speaker })
    refuse(unreachable)
    yield* first.drop
    yield* TestClock.adjust(1)
    const interrupting = yield* Effect.forkChild(session.interrupt, { startImmediately: true })
    yield* TestClock.adjust("500 millis")
    const second = yield* next
    yield* until(session, hasResumed(1))
    yield* speak(second.say)
    yield* until(session, ({ items }) => (items.get("i")?.parts.get(0)?.audioMs ?? 0) > 0)
    cleared.resolve({ until: 0, latencyMs: 0, resumesAt: 0 })
    assert.deepStrictEqual(yield* Fiber.join(interrupting), { truncated: [], deleted: [] })
    const { items } = yield* session.state
    assert.isUndefined(items.get("i")?.parts.get(0)?.truncatedAtMs)
  })
)

it.effect("an interruption during the configuration of the next server limits the replay to what was heard", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting({ speaker: makeSpeaker(24_000) }, { delayMs: 100 })
    yield* speakWhole(first)
    yield* until(session, ({ responses }) => responses.get("r")?.status === "completed")
    yield* first.drop
    const second = yield* next
    yield* TestClock.adjust("250 millis")
    assert.deepStrictEqual([second.received.length, second.items.length], [1, 0])
    const { truncated } = yield* session.interrupt
    assert.strictEqual(truncated.length, 1)
    yield* TestClock.adjust("250 millis")
    yield* until(session, hasResumed(1))
    assert.deepStrictEqual(second.items, [said("i", "one two three")])
  })
)

it.effect(
  "an interruption overtaken by a loss waits only for the speaker, and the replay to the next server includes it",
  () =>
    Effect.gen(function* () {
      const { cleared, speaker } = lateSpeaker()
      const { next, say, server, session } = yield* scripted({ speaker })
      yield* speak(say)
      yield* say("conversation.item.added", { item: message, previous_item_id: null })
      yield* say("response.output_audio_transcript.delta", { ...place, delta: "one two three four five six" })
      yield* until(session, ({ items }) => items.get("i")?.parts.get(0)?.text.status === "partial")
      const interrupting = yield* Effect.forkChild(session.interrupt, { startImmediately: true })
      yield* next
      yield* server.close(1011)
      yield* session.ended
      cleared.resolve({ until: 12_000, latencyMs: 0, resumesAt: 24_000 })
      const { truncated } = yield* Fiber.join(interrupting)
      assert.deepStrictEqual(
        truncated.map(({ audio_end_ms }) => audio_end_ms),
        [500]
      )
      const told = replayPlan(yield* session.state).events.flatMap((event) => ("item" in event ? [event.item] : []))
      assert.deepStrictEqual(told, [said("i", "one two three")])
    })
)

it.effect("an interruption in the moment in which the session is closed is kept all the same", () =>
  Effect.gen(function* () {
    const { cleared, speaker } = lateSpeaker()
    const scope = yield* Scope.make()
    const { say, session } = yield* Scope.provide(scripted({ speaker }), scope)
    yield* speak(say)
    yield* until(session, ({ items }) => (items.get("i")?.parts.get(0)?.audioMs ?? 0) > 0)
    const interrupting = yield* Effect.forkChild(session.interrupt, { startImmediately: true })
    yield* Scope.close(scope, Exit.void)
    cleared.resolve({ until: 12_000, latencyMs: 0, resumesAt: 24_000 })
    yield* Fiber.join(interrupting)
    const { items } = yield* session.state
    assert.strictEqual(items.get("i")?.parts.get(0)?.truncatedAtMs, 500)
  })
)

it.effect("a piece that comes twice counts once", () =>
  Effect.gen(function* () {
    const { say, session } = yield* scripted()
    const event_id = "event_again"
    yield* speak(say)
    const words = { ...place, event_id, delta: "one " }
    yield* say("response.output_audio_transcript.delta", words)
    yield* say("response.output_audio_transcript.delta", words)
    const sound = { ...place, event_id, delta: Buffer.alloc(48_000).toString("base64") }
    yield* say("response.output_audio.delta", sound)
    yield* say("response.output_audio.delta", sound)
    yield* say("response.output_audio_transcript.delta", { ...place, delta: "one " })
    const { items } = yield* until(session, (state) => state.items.get("i")?.parts.get(0)?.text.text === "one one ")
    assert.strictEqual(items.get("i")?.parts.get(0)?.audioMs, 2000)
  })
)

it.effect("what came together with what was waited for is read before the conversation moves", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting({ margin: "1 minute" }, { lifeMs: 600_000 })
    yield* session.sendAudio(new Int16Array(4800))
    const id = yield* session.commit
    yield* TestClock.adjust("535 seconds")
    const asking = yield* Effect.forkChild(session.retrieveItem(id), { startImmediately: true })
    yield* TestClock.adjust("6 seconds")
    const item = { type: "message", role: "user", id, content: [{ type: "input_audio" }] }
    const usage = { type: "duration", seconds: 3 }
    yield* Effect.forEach(
      [
        ["conversation.item.retrieved", { item }],
        [
          "conversation.item.input_audio_transcription.completed",
          { item_id: id, content_index: 0, transcript: "Hi.", usage }
        ]
      ] as const,
      ([type, fields]) => Effect.forkChild(first.say(type, fields), { startImmediately: true })
    )
    yield* Fiber.join(asking)
    const second = yield* next
    const state = yield* until(session, hasResumed(1))
    assert.strictEqual(state.usage.transcriptionSeconds, 3)
    assert.deepStrictEqual(second.items, [typed(id, "Hi.")])
  })
)

it.effect("a command waits as long as its deadline for a connection, and then as long for its answer", () =>
  Effect.gen(function* () {
    const { first, next, refuse, session } = yield* reconnecting({
      retry: Schedule.upTo(Schedule.spaced(9000), { times: 1 })
    })
    refuse(unreachable)
    yield* first.drop
    yield* TestClock.adjust(1)
    const asking = yield* Effect.forkChild(Effect.flip(session.retrieveItem("i")), { startImmediately: true })
    yield* TestClock.adjust("9 seconds")
    yield* next
    yield* until(session, hasResumed(1))
    yield* TestClock.adjust("9998 millis")
    assert.isUndefined(asking.pollUnsafe())
    yield* TestClock.adjust(1)
    assert.strictEqual((yield* Fiber.join(asking)).reason._tag, "NoAnswer")
  })
)
