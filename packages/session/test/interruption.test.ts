import type { PlayerCleared } from "@antiphon/audio"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { lateSpeaker, makeSpeaker } from "./speaker.ts"
import { message, metadataOf, place, scripted, speak, until } from "./scripted.ts"

it.effect("where interrupt_response is false, speech stops nothing until interrupt() does", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker(24_000)
    const turn_detection = { type: "server_vad", interrupt_response: false }
    const { next, say, session } = yield* scripted({ speaker }, { input: { turn_detection } })
    yield* speak(say)
    yield* say("input_audio_buffer.speech_started", { item_id: "u", audio_start_ms: 0 })
    yield* until(session, ({ turns }) => turns.has("u"))
    assert.strictEqual(speaker.cleared, 0)
    const interrupting = yield* Effect.forkChild(session.interrupt, { startImmediately: true })
    const cancel = yield* next
    assert(cancel.type === "response.cancel" && speaker.cleared === 1)
    assert.strictEqual(cancel.response_id, "r")
    yield* say("response.done", { response: { id: "r", status: "cancelled" } })
    const { truncated } = yield* Fiber.join(interrupting)
    assert.deepStrictEqual(
      truncated.map(({ audio_end_ms, item_id }) => [item_id, audio_end_ms]),
      [["i", 500]]
    )
    assert.strictEqual((yield* next).type, "conversation.item.truncate")
  })
)

it.effect("peers row 18: after the interruption nothing more of the response is played, late as it comes", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker(24_000)
    const { next, say, session } = yield* scripted({ speaker })
    yield* speak(say)
    yield* until(session, ({ items }) => (items.get("i")?.parts.get(0)?.audioMs ?? 0) > 0)
    const interrupting = yield* Effect.forkChild(session.interrupt, { startImmediately: true })
    yield* next
    yield* say("response.output_audio.delta", { ...place, delta: Buffer.alloc(48_000).toString("base64") })
    yield* say("response.done", { response: { id: "r", status: "cancelled" } })
    yield* Fiber.join(interrupting)
    assert.strictEqual(speaker.played, 24_000)
  })
)

it.effect("a response whose end never comes is truncated after 1 s all the same", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted({ speaker: makeSpeaker(24_000) })
    yield* speak(say)
    yield* until(session, ({ items }) => (items.get("i")?.parts.get(0)?.audioMs ?? 0) > 0)
    const interrupting = yield* Effect.forkChild(session.interrupt, { startImmediately: true })
    yield* next
    yield* Effect.promise(() => Promise.resolve())
    yield* TestClock.adjust("1 second")
    const { truncated } = yield* Fiber.join(interrupting)
    assert.strictEqual(truncated.length, 1)
  })
)

it.effect("a truncation refused during a response is sent again when the response ends, however late", () =>
  Effect.gen(function* () {
    const { next, refuse, say, session } = yield* scripted({ speaker: makeSpeaker(24_000) })
    yield* speak(say)
    yield* until(session, ({ items }) => (items.get("i")?.parts.get(0)?.audioMs ?? 0) > 0)
    const interrupting = yield* Effect.forkChild(session.interrupt, { startImmediately: true })
    yield* next
    yield* Effect.promise(() => Promise.resolve())
    yield* TestClock.adjust("1 second")
    yield* Fiber.join(interrupting)
    yield* refuse(yield* next, "invalid_value")
    const later = { ...place, item_id: "j", output_index: 1 }
    yield* say("response.output_item.added", { ...later, item: { ...message, id: "j" } })
    yield* say("response.output_audio.delta", { ...later, delta: Buffer.alloc(48_000).toString("base64") })
    yield* say("response.done", { response: { id: "r", status: "cancelled" } })
    const told = [yield* next, yield* next].map((event) => ("item_id" in event ? [event.type, event.item_id] : []))
    assert.deepStrictEqual(told, [
      ["conversation.item.delete", "j"],
      ["conversation.item.truncate", "i"]
    ])
  })
)

it.effect("an interruption reaches the server even if its caller leaves before the speaker reports its position", () =>
  Effect.gen(function* () {
    const { cleared, speaker } = lateSpeaker()
    const { next, say, session } = yield* scripted({ speaker })
    yield* speak(say)
    yield* until(session, ({ items }) => (items.get("i")?.parts.get(0)?.audioMs ?? 0) > 0)
    const interrupting = yield* Effect.forkChild(session.interrupt, { startImmediately: true })
    yield* next
    yield* Fiber.interrupt(interrupting)
    yield* say("response.done", { response: { id: "r", status: "cancelled" } })
    cleared.resolve({ until: 12_000, latencyMs: 0, resumesAt: 24_000 })
    const truncate = yield* next
    assert(truncate.type === "conversation.item.truncate")
    assert.strictEqual(truncate.audio_end_ms, 500)
  })
)

it.effect("what a speaker drops is not taken for heard before it says how far it came", () =>
  Effect.gen(function* () {
    const cleared = Promise.withResolvers<PlayerCleared>()
    const position = () => ({ until: 24_000, latencyMs: 0, given: 24_000 })
    const speaker = { rate: 24_000, queue: () => {}, clear: () => cleared.promise, position }
    const { next, say, session } = yield* scripted({ speaker })
    yield* speak(say)
    yield* until(session, ({ items }) => (items.get("i")?.parts.get(0)?.audioMs ?? 0) > 0)
    yield* Effect.forkChild(session.interrupt, { startImmediately: true })
    yield* next
    yield* say("response.done", { response: { id: "r", status: "cancelled" } })
    yield* say("response.created", { response: { id: "s" } })
    yield* say("response.content_part.added", { ...place, response_id: "s", item_id: "j", part: { type: "audio" } })
    yield* until(session, ({ items }) => items.has("j"))
    cleared.resolve({ until: 12_000, latencyMs: 0, resumesAt: 24_000 })
    const truncate = yield* next
    assert(truncate.type === "conversation.item.truncate")
    assert.strictEqual(truncate.audio_end_ms, 500)
  })
)

it.effect("what a speaker played before the session is not taken for the model's", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker(24_000)
    speaker.queue(new Int16Array(24_000))
    const { next, say, session } = yield* scripted({ speaker })
    yield* speak(say)
    yield* until(session, ({ items }) => (items.get("i")?.parts.get(0)?.audioMs ?? 0) > 0)
    const interrupting = yield* Effect.forkChild(session.interrupt, { startImmediately: true })
    yield* next
    yield* say("response.done", { response: { id: "r", status: "cancelled" } })
    const { deleted, truncated } = yield* Fiber.join(interrupting)
    assert.deepStrictEqual([deleted.map(({ item_id }) => item_id), truncated], [["i"], []])
  })
)

it.effect("peers row 2: calls are never deleted, and what plays out of band is not in the books", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker(24_000)
    const { say, session } = yield* scripted({ speaker })
    yield* speak(say, { conversation_id: null })
    const call = { type: "function_call", id: "c", call_id: "c", name: "f", arguments: "{}", status: "completed" }
    yield* say("conversation.item.added", { item: call, previous_item_id: null })
    yield* until(session, ({ items }) => items.has("c"))
    assert.strictEqual(speaker.played, 0)
    assert.deepStrictEqual(yield* session.interrupt, { truncated: [], deleted: [] })
  })
)

it.effect(
  "peers row 18: a server that plays is asked to stop once it has audio to stop, and is never asked to truncate",
  () =>
    Effect.gen(function* () {
      const { next, say, session } = yield* scripted({}, {}, "tracks")
      assert.deepStrictEqual(yield* session.interrupt, { truncated: [], deleted: [] })
      yield* say("response.created", { response: { id: "r" } })
      yield* say("output_audio_buffer.started", { response_id: "r" })
      yield* say("response.done", { response: { id: "r", status: "completed" } })
      yield* until(session, ({ responses }) => responses.get("r")?.status === "completed")
      yield* session.interrupt
      assert.strictEqual((yield* next).type, "output_audio_buffer.clear")
      const asking = yield* Effect.forkChild(session.createResponse(), { startImmediately: true })
      const metadata = metadataOf(yield* next)
      yield* Fiber.interrupt(asking)
      yield* say("response.created", { response: { id: "late", metadata } })
      assert.deepStrictEqual([(yield* next).type, (yield* next).type], ["response.cancel", "output_audio_buffer.clear"])
    })
)
