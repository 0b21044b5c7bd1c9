/** Responses that are no longer wanted while the server owns playback (protocol section 2 (5b)). */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { Session, SessionMachine } from "../src/index.ts"
import { message, place, until } from "./scripted.ts"

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

for (const [what, error] of [
  ["of another cancellation", { code: "response_cancel_not_active", param: null }],
  ["of an item that is gone", { code: "invalid_value", param: "item_id" }]
] as const) {
  it(`an unwanted response stays silent after a refusal ${what} that names no event`, () => {
    let state = SessionMachine.start("s", { speakerRate: 24_000 })
    const take = (input: SessionMachine.Happening) => {
      const step = SessionMachine.step(state, { ...input, now: 0 })
      state = step.state
      return step.outputs
    }
    const say = (type: string, fields: object) =>
      take({ _tag: "Received", decoded: ServerEvent.decodeValue({ type, ...fields }) })
    const sent = (outputs: ReadonlyArray<SessionMachine.Output>) =>
      outputs.flatMap((output) => (output._tag === "Send" ? [output.event] : []))
    take({ _tag: "Opened", id: "o", trackRate: undefined, doubtsSilence: true, resuming: undefined })
    say("session.created", { session: { type: "realtime" } })
    const asked = take({ _tag: "Command", id: "a", command: { _tag: "createResponse", params: {} } })
    const [create] = sent(asked)
    assert(create?.type === "response.create")
    take({ _tag: "Withdrawn", id: "a" })
    const response = { id: "r", metadata: create.response?.metadata }
    assert.deepInclude(sent(say("response.created", { response }))[0], { type: "response.cancel", response_id: "r" })
    say("error", { error: { type: "invalid_request_error", message: "no", event_id: null, ...error } })
    say("response.output_item.added", { response_id: "r", output_index: 0, item: message })
    say("response.content_part.added", { ...place, part: { type: "audio" } })
    const spoken = say("response.output_audio.delta", { ...place, delta: Buffer.alloc(4800).toString("base64") })
    assert.isFalse(spoken.some(({ _tag }) => _tag === "Play" || _tag === "Publish"))
    const ended = sent(say("response.done", { response: { ...response, status: "cancelled", output: [] } }))
    assert.deepInclude(ended[0], { type: "conversation.item.delete", item_id: "i" })
    assert.strictEqual(state.link.unwanted.size, 0)
  })
}
