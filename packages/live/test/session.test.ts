import { assert, it } from "@effect/vitest"
import { pair } from "@antiphon/core/testing"
import { LiveSession } from "@antiphon/live"
import { defineTool } from "@antiphon/session/tools"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { Live } from "./live.ts"
import { open, started } from "./peer.ts"

it.effect("a start that the server refuses fails with what the server said", () =>
  Effect.gen(function* () {
    const { came, opening, server } = yield* open({ session: { model: "no-model" } })
    yield* came
    yield* server.send({ type: "error", error: { code: "model_not_found", message: "There is no such model." } })
    const error = yield* Effect.flip(Fiber.join(opening))
    assert.include(error.message, "There is no such model.")
  })
)

it.effect("a server that never answers the start fails it at the deadline", () =>
  Effect.gen(function* () {
    const { came, opening } = yield* open({ session: { model: "gpt-live-1" } })
    yield* came
    yield* TestClock.adjust("10 seconds")
    const error = yield* Effect.flip(Fiber.join(opening))
    assert.strictEqual(error.reason._tag, "NoAnswer")
  })
)

it.effect("audio goes out in the session's format, and comes in with its silence", () =>
  Effect.gen(function* () {
    const format = { type: "audio/pcmu" } as const
    const { came, server, session } = yield* started({ session: { model: "gpt-live-1", audio: { format } } })
    yield* session.sendAudio(new Int16Array(160))
    const append = yield* came
    assert.strictEqual(append.type === "session.input_audio.append" && atob(append.audio).length, 160)
    const reading = yield* Effect.forkChild(Stream.runCollect(Stream.take(session.audio, 1)))
    yield* Effect.yieldNow
    yield* server.send({ type: "session.output_audio.delta", delta: btoa("\xff".repeat(80)) })
    assert.deepStrictEqual(
      (yield* Fiber.join(reading)).map((samples) => [...samples]),
      [Array.from({ length: 80 }, () => 0)]
    )
  })
)

it.effect("a handler reads the turns and answers the delegation by its id", () =>
  Effect.gen(function* () {
    const { came, server } = yield* started({
      delegate: ({ turns }) => Effect.succeed(`You said: ${turns.map(({ text }) => text).join("")}`)
    })
    yield* server.send({ type: "session.input_transcript.delta", delta: "Book a table.", start_ms: 0, end_ms: 900 })
    yield* server.send({ type: "session.delegation.created", delegation: { id: "d_1", target: "client" } })
    const answer = yield* came
    assert.isTrue(
      answer.type === "session.commentary.append" &&
        answer.delegation_id === "d_1" &&
        answer.content === "You said: Book a table."
    )
  })
)

it.effect("a handler that fails or hangs is answered too", () =>
  Effect.gen(function* () {
    const { came, server } = yield* started({
      delegate: ({ id }) => (id === "d_1" ? Effect.fail({ message: "the kitchen is closed" }) : Effect.never),
      delegateTimeout: "5 seconds"
    })
    yield* server.send({ type: "session.delegation.created", delegation: { id: "d_1" } })
    const failed = yield* came
    assert.isTrue(failed.type === "session.commentary.append" && failed.content.includes("the kitchen is closed"))
    yield* server.send({ type: "session.delegation.created", delegation: { id: "d_2" } })
    yield* TestClock.adjust("5 seconds")
    const late = yield* came
    assert.isTrue(late.type === "session.commentary.append" && late.delegation_id === "d_2")
  })
)

it.effect("tools of the session package answer a Responses model", () =>
  Effect.gen(function* () {
    const add = defineTool({
      name: "add",
      description: "Adds.",
      parameters: Schema.Struct({ a: Schema.Number, b: Schema.Number }),
      run: ({ a, b }) => Effect.succeed(a + b)
    })
    const delegation = { type: "responses", responses: { model: "gpt-5" } } as const
    const { came, server, session } = yield* started({
      session: { model: "gpt-live-1", delegation },
      tools: { tools: [add] }
    })
    const { session: resource } = yield* session.state
    assert.strictEqual(resource?.delegation?.type, "responses")
    const item = { type: "function_call", call_id: "c_1", name: "add", arguments: '{"a":3,"b":4}' }
    for (const event of [{ type: "response.output_item.done", item }, { type: "response.completed" }]) {
      yield* server.send({ type: "response.event", delegation_id: "d_1", event })
    }
    const output = yield* came
    assert.isTrue(output.type === "response.item.create" && Reflect.get(output.item, "output") === "7")
    assert.strictEqual((yield* came).type, "response.create")
  })
)

it.effect("close waits for session.closed, and its usage is settled", () =>
  Effect.gen(function* () {
    const { came, server, session } = yield* started()
    const closing = yield* Effect.forkChild(session.close)
    assert.strictEqual((yield* came).type, "session.close")
    yield* server.send({ type: "session.closed", reason: "close_requested", usage: { seconds: 12 } })
    const end = yield* Fiber.join(closing)
    assert.isTrue(end._tag === "Closed" && end.usage.isSettled && end.usage.seconds === 12)
  })
)

it.effect("a lost socket fails what waits, and a stored session can be forked", () =>
  Effect.gen(function* () {
    const { came, session, wire } = yield* started({ session: { model: "gpt-live-1", store: true } })
    const asking = yield* Effect.forkChild(Effect.flip(session.mute))
    yield* came
    yield* wire.drop
    assert.strictEqual((yield* Fiber.join(asking)).reason._tag, "Disconnected")
    const end = yield* session.ended
    assert.isTrue(end._tag === "Lost" && end.canFork)
    const fork = LiveSession.forkOf(end.session, {})
    assert.isTrue(Result.isSuccess(fork))
    assert.isTrue(Result.isFailure(LiveSession.forkOf({ id: "live_2", store: false }, {})))
    assert.strictEqual((yield* Effect.flip(session.mute)).reason._tag, "InvalidCommand")
  })
)

it.effect("a connection that takes no event is closed once more than 1024 wait", () =>
  Effect.gen(function* () {
    const { client, server } = yield* pair({ incoming: Live.ServerEvent, outgoing: Live.ClientEvent })
    const stuck = { ...client, send: () => Effect.never }
    const opening = yield* Effect.forkChild(LiveSession.make(stuck))
    yield* Effect.yieldNow
    yield* server.send({ type: "session.started", session: { id: "live_sess_1" } as Live.SessionResource })
    const session = yield* Fiber.join(opening)
    // At most 256 commands wait at once, each for 10 s.
    for (let round = 0; round < 5; round++) {
      yield* Effect.forkChild(Effect.forEach(Array(256), () => Effect.ignore(session.mute), { concurrency: 256 }))
      yield* TestClock.adjust("10 seconds")
    }
    assert.strictEqual((yield* session.ended)._tag, "Lost")
  })
)

it.effect("a session and its sideband have ids of their own, because the server answers to both", () =>
  Effect.gen(function* () {
    const ids: Array<string | null | undefined> = []
    for (const { came, session } of [yield* started(), yield* started()]) {
      yield* Effect.forkChild(Effect.ignore(session.mute))
      ids.push((yield* came).event_id)
    }
    assert.strictEqual(new Set(ids).size, 2)
  })
)
