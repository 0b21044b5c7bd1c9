import { ClientEvent, Endpoint, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { parse, record, type Recording, replayTransport, replayUser, type Sink } from "@antiphon/recording"
import { Engine, type Script, serve } from "@antiphon/server"
import { conversation, Session, type SessionState, textOf } from "@antiphon/session"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"

const vocabulary = { incoming: ServerEvent, outgoing: ClientEvent }
const voice = new Int16Array(24 * 400).map((_, at) => (at % 100) * 50)
const script: Script = {
  turns: [
    { say: "It is noon, as always.", voice },
    { say: "And then it is one.", voice: voice.slice(0, 24 * 200) }
  ]
}

/** The program that is recorded. It runs with a live server and with the replay. */
const talk = Effect.fnUntraced(function* (connection: Parameters<typeof Session.make>[0]) {
  const session = yield* Session.make(connection)
  const chunks: Array<string> = []
  yield* Effect.forkScoped(
    Stream.runForEach(session.events, (event) =>
      Effect.sync(() => {
        if (event.type === "response.output_audio.delta") chunks.push(event.delta)
      })
    )
  )
  yield* session.configure({ type: "realtime", instructions: "Be brief." })
  for (const text of ["What time is it?", "And then?"]) {
    const { responseId } = yield* session.sendText(text)
    yield* session.responseEnd(responseId)
  }
  yield* session.deleteItem(conversation(yield* session.state).at(0)?.id ?? "")
  return { state: yield* session.state, chunks }
})

/** A state without the ids, which differ in each conversation. */
const essence = (state: SessionState) => ({
  items: conversation(state).map((item) => ({
    text: textOf(item),
    status: item.status,
    parts: item.parts,
    deleted: item.deleted
  })),
  usage: state.usage,
  notices: state.notices,
  configuration: state.session
})

const recorded = Effect.gen(function* () {
  const { client, server } = yield* pair(vocabulary)
  yield* Effect.forkScoped(Effect.provide(serve(server, undefined, { seed: "replay" }), Engine.scripted(script)))
  let text = ""
  const sink: Sink = { write: (lines) => Effect.sync(() => void (text += lines)) }
  const live = yield* talk(yield* record(client, sink, { endpoint: "ws://127.0.0.1" }))
  const recording: Recording = Result.getOrThrow(parse(text))
  return { live, recording }
})

it.live("a session over a recorded server reaches the same state and receives the same audio", () =>
  Effect.gen(function* () {
    const { live, recording } = yield* recorded
    const connection = yield* replayTransport(recording, { speed: Infinity }).connect(
      Endpoint.conversation({ model: "m" })
    )
    const again = yield* talk(connection)
    assert.deepStrictEqual(essence(again.state), essence(live.state))
    assert.deepStrictEqual(again.chunks, live.chunks)
    assert.isAbove(live.chunks.length, 2)
  })
)

it.live("a recorded user gets the same answers from a server with another seed, except for ids", () =>
  Effect.gen(function* () {
    const { live, recording } = yield* recorded
    const { client, server } = yield* pair(vocabulary)
    yield* Effect.forkScoped(Effect.provide(serve(server, undefined, { seed: "other" }), Engine.scripted(script)))
    const events = yield* Stream.runCollect(replayUser(recording, client, { outgoing: ClientEvent, speed: Infinity }))
    const types = events.map((each) => (each._tag === "Malformed" ? each.error.reason : each.event.type))
    assert.notInclude(types, "error")
    assert.strictEqual(types.filter((type) => type === "response.done").length, 2)
    const chunks = events.flatMap((each) =>
      each._tag === "Known" && each.event.type === "response.output_audio.delta" ? [each.event.delta] : []
    )
    assert.deepStrictEqual(chunks, live.chunks)
  })
)
