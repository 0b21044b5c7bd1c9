import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { Session, type SessionError } from "../src/index.ts"
import { makeSpeaker } from "./speaker.ts"
import { metadataOf, place, scripted, until } from "./scripted.ts"

it.effect("a command without an answer fails at its deadline", () =>
  Effect.gen(function* () {
    const { next, session } = yield* scripted({ commandTimeout: "3 seconds" })
    const waiting = yield* Effect.forkChild(Effect.flip(session.deleteItem("a")), { startImmediately: true })
    yield* next
    yield* TestClock.adjust("3 seconds")
    const { reason } = yield* Fiber.join(waiting)
    assert(reason._tag === "NoAnswer")
    assert.strictEqual(reason.afterMs, 3000)
  })
)

it.effect("what waits when the scope of a session is closed fails at once", () =>
  Effect.gen(function* () {
    const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
    yield* server.send(ServerEvent.make("session.created", { event_id: "e", session: { type: "realtime" } }))
    const scope = yield* Scope.make()
    const session = yield* Scope.provide(Session.make(client), scope)
    const asking = yield* Effect.forEach([session.createResponse(), session.deleteItem("a")], (command) =>
      Effect.forkChild(Effect.flip<unknown, SessionError, never>(command), { startImmediately: true })
    )
    yield* Scope.close(scope, Exit.void)
    const reasons = yield* Effect.forEach(asking, (waiting) =>
      Effect.map(Fiber.join(waiting), ({ reason }) => reason._tag)
    )
    assert.deepStrictEqual(reasons, ["Disconnected", "Disconnected"])
  })
)

it.effect("a session without a greeting fails at its deadline", () =>
  Effect.gen(function* () {
    const { client } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
    const waiting = yield* Effect.forkChild(Effect.flip(Session.make(client)), { startImmediately: true })
    yield* TestClock.adjust("10 seconds")
    assert.strictEqual((yield* Fiber.join(waiting)).reason._tag, "NoAnswer")
  })
)

it.effect("refusals go to the command whose event they name, answers to the first that waits", () =>
  Effect.gen(function* () {
    const { next, refuse, say, session } = yield* scripted()
    const updating = yield* Effect.forEach(["a", "b", "c"], (instructions) =>
      Effect.forkChild(Effect.result(session.configure({ type: "realtime", instructions })), { startImmediately: true })
    )
    const [, second] = [yield* next, yield* next, yield* next]
    yield* refuse(second, "invalid_value")
    yield* say("session.updated", { session: { type: "realtime", instructions: "a" } })
    yield* say("session.updated", { session: { type: "realtime", instructions: "c" } })
    const results = yield* Effect.forEach(updating, Fiber.join)
    assert.deepStrictEqual(
      results.map((result) =>
        result._tag === "Success" ? Object(result.success).instructions : result.failure.reason._tag
      ),
      ["a", "Refused", "c"]
    )
  })
)

it.effect("the metadata that tells responses apart is hidden from the user, whose own stays", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const asking = yield* Effect.forkChild(session.createResponse({ metadata: { mine: "1" } }), {
      startImmediately: true
    })
    const metadata = metadataOf(yield* next)
    assert.strictEqual(Object.keys(metadata ?? {}).length, 2)
    yield* say("response.created", { response: { id: "r", metadata } })
    assert.strictEqual(yield* Fiber.join(asking), "r")
    const state = yield* until(session, ({ responses }) => responses.has("r"))
    assert.deepStrictEqual(state.responses.get("r")?.response?.metadata, { mine: "1" })
  })
)

it.effect(
  "peers row 6: a response that begins after its request was withdrawn is cancelled by id, its events dropped",
  () =>
    Effect.gen(function* () {
      const { next, say, session } = yield* scripted()
      const heard: Array<string> = []
      const reading = yield* session.events.pipe(
        Stream.tap((event) => Effect.sync(() => heard.push(event.type))),
        Stream.takeUntil((event) => event.type === "rate_limits.updated"),
        Stream.runDrain,
        Effect.forkScoped({ startImmediately: true })
      )
      const asking = yield* Effect.forkChild(session.createResponse(), { startImmediately: true })
      const metadata = metadataOf(yield* next)
      yield* Fiber.interrupt(asking)
      yield* say("response.created", { response: { id: "late", metadata } })
      const cancel = yield* next
      assert(cancel.type === "response.cancel")
      assert.strictEqual(cancel.response_id, "late")
      const place = { response_id: "late", item_id: "i", output_index: 0, content_index: 0 }
      const item = { type: "message", role: "assistant", id: "i", content: [] }
      yield* say("response.output_item.added", { response_id: "late", output_index: 0, item })
      yield* say("conversation.item.added", { item, previous_item_id: null })
      yield* say("response.output_audio.delta", { ...place, delta: "AAAA" })
      yield* say("response.done", { response: { id: "late", status: "cancelled", metadata } })
      const forget = yield* next
      assert(forget.type === "conversation.item.delete")
      assert.strictEqual(forget.item_id, "i")
      yield* say("rate_limits.updated", { rate_limits: [] })
      yield* Fiber.join(reading)
      assert.deepStrictEqual(heard, ["rate_limits.updated"])
      assert.strictEqual((yield* session.state).responses.get("late")?.status, "cancelled")
    })
)

it.effect("peers row 5: refused because the server answers by itself, a request waits and is sent again", () =>
  Effect.gen(function* () {
    const { next, refuse, say, session } = yield* scripted({}, { input: { turn_detection: { type: "server_vad" } } })
    const asking = yield* Effect.forkChild(session.createResponse(), { startImmediately: true })
    const first = yield* next
    yield* say("input_audio_buffer.committed", { item_id: "u", previous_item_id: null })
    yield* say("response.created", { response: { id: "own" } })
    yield* refuse(first, "conversation_already_has_active_response")
    yield* say("response.done", { response: { id: "own", status: "completed" } })
    const again = yield* next
    yield* say("response.created", { response: { id: "mine", metadata: metadataOf(again) } })
    assert.strictEqual(yield* Fiber.join(asking), "mine")
    assert.deepStrictEqual((yield* session.state).notices, [])
  })
)

it.effect("peers row 7: a cancellation that comes too late is no error, and what waited goes on", () =>
  Effect.gen(function* () {
    const { next, refuse, say, session } = yield* scripted()
    yield* say("response.created", { response: { id: "own" } })
    yield* until(session, ({ responses }) => responses.has("own"))
    const interrupting = yield* Effect.forkChild(session.interrupt, { startImmediately: true })
    const cancel = yield* next
    assert.strictEqual(cancel.type, "response.cancel")
    yield* refuse(cancel, "response_cancel_not_active")
    const asking = yield* Effect.forkChild(session.createResponse(), { startImmediately: true })
    const create = yield* next
    assert.strictEqual(create.type, "response.create")
    yield* say("response.created", { response: { id: "mine", metadata: metadataOf(create) } })
    assert.strictEqual(yield* Fiber.join(asking), "mine")
    yield* TestClock.adjust("1 second")
    yield* Fiber.join(interrupting)
    assert.deepStrictEqual((yield* session.state).notices, [])
  })
)

it.effect("peers row 5: a response.done with a bent status does not stall those that wait", () =>
  Effect.gen(function* () {
    const { next, say, server, session } = yield* scripted()
    const first = yield* Effect.forkChild(session.createResponse(), { startImmediately: true })
    yield* say("response.created", { response: { id: "one", metadata: metadataOf(yield* next) } })
    yield* Fiber.join(first)
    const second = yield* Effect.forkChild(session.createResponse(), { startImmediately: true })
    const broken = { type: "response.done", event_id: "x", response: { id: "one", status: 7 } }
    yield* server.send(JSON.parse(JSON.stringify(broken)))
    yield* say("response.created", { response: { id: "two", metadata: metadataOf(yield* next) } })
    assert.strictEqual(yield* Fiber.join(second), "two")
    const { notices, responses } = yield* session.state
    assert.deepStrictEqual(
      [responses.get("one")?.status, notices.map(({ _tag }) => _tag)],
      ["completed", ["Unfamiliar"]]
    )
  })
)

it.effect("a reader of events that falls behind its bound gets an error, and the session goes on", () =>
  Effect.gen(function* () {
    const { say, session } = yield* scripted()
    const gate = yield* Deferred.make<void>()
    const reading = yield* session.events.pipe(
      Stream.runForEach(() => Deferred.await(gate)),
      Effect.flip,
      Effect.forkChild({ startImmediately: true })
    )
    for (let n = 0; n < 33_000; n++) {
      yield* say("rate_limits.updated", { rate_limits: [{ name: "tokens", limit: n }] })
      if (n % 1000 === 999) yield* until(session, ({ rateLimits }) => rateLimits[0]?.limit === n)
    }
    yield* Deferred.succeed(gate, undefined)
    assert.strictEqual((yield* Fiber.join(reading)).reason._tag, "Overflow")
    yield* say("rate_limits.updated", { rate_limits: [] })
    yield* until(session, ({ rateLimits }) => rateLimits.length === 0)
  })
)

it.effect("peers row 19: a session of G.711 sends and plays it, one byte a sample", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker(8000)
    const format = { type: "audio/pcmu" }
    const { next, say, session } = yield* scripted({ speaker }, { input: { format }, output: { format } })
    yield* session.sendAudio(new Int16Array(160))
    const append = yield* next
    assert(append.type === "input_audio_buffer.append")
    assert.deepStrictEqual(Buffer.from(append.audio, "base64"), Buffer.alloc(160, 0xff))
    yield* say("response.created", { response: { id: "r" } })
    yield* say("response.output_audio.delta", { ...place, delta: Buffer.alloc(800).toString("base64") })
    const state = yield* until(session, ({ items }) => (items.get("i")?.parts.get(0)?.audioMs ?? 0) > 0)
    assert.deepStrictEqual([speaker.played, state.items.get("i")?.parts.get(0)?.audioMs], [800, 100])
  })
)

it.effect("a speaker of another rate than the model's audio is refused, with what to do", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(scripted({ speaker: makeSpeaker(48_000) }))
    assert.match(error.message, /48000 Hz.*24000 Hz; resample/)
  })
)

it.effect("a request that must not wait fails where another response runs", () =>
  Effect.gen(function* () {
    const { say, session } = yield* scripted({ policy: "reject" })
    yield* say("response.created", { response: { id: "own" } })
    yield* until(session, ({ responses }) => responses.has("own"))
    const { reason } = yield* Effect.flip(session.createResponse())
    assert(reason._tag === "RequestDropped")
    assert.strictEqual(reason.why, "rejected")
  })
)

it.effect("calls run once, only where they completed, and never out of band", () =>
  Effect.gen(function* () {
    const ran: Array<string> = []
    const run = (json: string) => Effect.sync(() => ran.push(json)).pipe(Effect.as("done"))
    const { next, say, session } = yield* scripted({
      tools: { tools: [{ definition: { type: "function", name: "f" }, run }] }
    })
    const call = (id: string, status: string) => ({
      type: "function_call",
      id,
      call_id: id,
      name: "f",
      arguments: `"${id}"`,
      status
    })
    const done = (id: string, rest: object, ...output: ReadonlyArray<object>) =>
      Effect.andThen(
        say("response.created", { response: { id, ...rest } }),
        say("response.done", { response: { id, status: "completed", output, ...rest } })
      )
    yield* done("aside", { conversation_id: null }, call("aside_call", "completed"))
    yield* done("cut", {}, call("cut_call", "incomplete"))
    yield* done("whole", {}, call("whole_call", "completed"))
    yield* done("whole", {}, call("whole_call", "completed"))
    const output = yield* next
    assert(output.type === "conversation.item.create" && output.item.type === "function_call_output")
    yield* say("conversation.item.added", { item: output.item, previous_item_id: null })
    assert.strictEqual((yield* next).type, "response.create")
    yield* say("response.created", { response: { id: "next" } })
    yield* until(session, ({ responses }) => responses.has("next"))
    assert.deepStrictEqual(ran, ['"whole_call"'])
    assert.deepStrictEqual((yield* session.state).notices, [])
  })
)
