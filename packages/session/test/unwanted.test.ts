/** Responses that are no longer wanted while the server owns playback (protocol section 2 (5b)). */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { Session } from "../src/index.ts"
import { until } from "./scripted.ts"

it.effect("an unwanted response is silenced when its playback begins, and no other response is", () =>
  Effect.gen(function* () {
    const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent, audio: "tracks" })
    const asked = yield* Queue.unbounded<ClientEvent>()
    yield* server.incoming.pipe(
      Stream.runForEach((decoded) => (decoded._tag === "Known" ? Queue.offer(asked, decoded.event) : Effect.void)),
      Effect.ignore,
      Effect.forkScoped
    )
    const event_id = "e"
    yield* server.send(ServerEvent.make("session.created", { event_id, session: { type: "realtime" } }))
    const session = yield* Session.make(client)
    const next = Effect.map(Queue.take(asked), ({ type }) => type)
    const playback = (what: "started" | "stopped", response_id: string) =>
      server.send(ServerEvent.make(`output_audio_buffer.${what}`, { event_id, response_id }))

    yield* server.send(ServerEvent.make("response.created", { event_id, response: { id: "wanted" } }))
    yield* playback("started", "wanted")
    yield* server.send(ServerEvent.make("response.done", { event_id, response: { id: "wanted", status: "completed" } }))
    yield* until(session, ({ responses }) => responses.get("wanted")?.status === "completed")
    const asking = yield* Effect.forkChild(session.createResponse(), { startImmediately: true })
    const create = yield* Queue.take(asked)
    assert(create.type === "response.create")
    yield* Fiber.interrupt(asking)
    const metadata = create.response?.metadata ?? null
    yield* server.send(ServerEvent.make("response.created", { event_id, response: { id: "unwanted", metadata } }))
    assert.strictEqual(yield* next, "response.cancel")
    yield* session.configure({ type: "realtime" }).pipe(Effect.forkChild({ startImmediately: true }))
    assert.strictEqual(yield* next, "session.update")
    yield* playback("stopped", "wanted")
    yield* playback("started", "unwanted")
    assert.strictEqual(yield* next, "output_audio_buffer.clear")
  })
)
