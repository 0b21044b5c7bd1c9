import type { PlayerCleared, PlayerProgress } from "@antiphon/audio"
import { ClientEvent, type Connection, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { Engine, type Script, serve } from "@antiphon/server"
import {
  callsInFlight,
  conversation,
  Session,
  type SessionOptions,
  type SessionState,
  type Speaker,
  textOf,
  ToolFailure
} from "@antiphon/session"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

/** Makes a session with the server over the in-memory pair. `sent` are the events that the session sends. */
const converse = Effect.fnUntraced(function* (
  script: Script,
  options: SessionOptions = {},
  audio: "events" | "tracks" = "events"
) {
  const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent, audio })
  yield* Effect.forkScoped(Effect.provide(serve(server, undefined, { seed: "session" }), Engine.scripted(script)))
  const sent: Array<ClientEvent> = []
  const watched: Connection<ServerEvent, ClientEvent> = {
    ...client,
    send: (event) =>
      Effect.andThen(
        Effect.sync(() => {
          const decoded = ClientEvent.decodeValue(event)
          if (decoded._tag === "Known") sent.push(decoded.event)
        }),
        client.send(event)
      )
  }
  const session = yield* Session.make(watched, options)
  return { session, sent, types: () => sent.map(({ type }) => type) }
})

/** A speaker whose position the test sets. */
const makeSpeaker = () => {
  let queued = 0
  const speaker = {
    rate: 24_000,
    rendered: 0,
    clears: 0,
    get queued() {
      return queued
    },
    queue: (samples: Int16Array) => {
      queued += samples.length
    },
    position: (): PlayerProgress => ({ until: Math.min(speaker.rendered, queued), latencyMs: 0, given: queued }),
    clear: (): Promise<PlayerCleared> => {
      speaker.clears += 1
      const until = Math.min(speaker.rendered, queued)
      return Promise.resolve({ until, latencyMs: 0, resumesAt: queued })
    }
  } satisfies Speaker & Record<string, unknown>
  return speaker
}

const until = (session: Session, holds: (state: SessionState) => boolean) =>
  session.changes.pipe(Stream.filter(holds), Stream.runHead, Effect.map(Option.getOrThrow))

const text = { type: "realtime", output_modalities: ["text"] } as const
const tone = (ms: number): Int16Array =>
  Int16Array.from({ length: ms * 24 }, (_, i) => Math.round(8192 * Math.sin((2 * Math.PI * 440 * i) / 24_000)))
const silence = (ms: number): Int16Array => new Int16Array(ms * 24)

it.live("a typed turn gets an answer, and the state has both", () =>
  Effect.gen(function* () {
    const { session } = yield* converse({ turns: [{ say: "It is noon." }] })
    const config = yield* session.configure(text)
    assert(config.type === "realtime" && "output_modalities" in config)
    assert.deepStrictEqual(config.output_modalities, ["text"])
    const { itemId, responseId } = yield* session.sendText("What time is it?")
    const response = yield* session.responseEnd(responseId)
    assert.strictEqual(response?.status, "completed")
    assert.deepStrictEqual(response?.response?.metadata ?? null, null)
    const state = yield* session.state
    assert.deepStrictEqual(
      conversation(state).map((item) => [item.id === itemId, textOf(item)]),
      [
        [true, "What time is it?"],
        [false, "It is noon."]
      ]
    )
  })
)

it.live("items are added, read and removed, and a command fails when the server refuses it", () =>
  Effect.gen(function* () {
    const { session } = yield* converse({ turns: [{ say: "Yes." }] })
    const item = yield* session.addItem({ type: "message", role: "user", content: [{ type: "input_text", text: "a" }] })
    const id = item.id ?? assert.fail("without id")
    assert.strictEqual((yield* session.retrieveItem(id)).id, id)
    yield* session.deleteItem(id)
    const error = yield* Effect.flip(session.deleteItem(id))
    assert.strictEqual(error.reason._tag, "Refused")
    assert.deepStrictEqual(conversation(yield* session.state), [])
  })
)

it.live("peers row 20: a commit of less than 100 ms is refused before it is sent, and the error says what to do", () =>
  Effect.gen(function* () {
    const { session, types } = yield* converse({ turns: [{ say: "Yes." }] })
    yield* session.configure({ type: "realtime", audio: { input: { turn_detection: null } } })
    yield* session.sendAudio(tone(50))
    const error = yield* Effect.flip(session.commit)
    assert.match(error.message, /at least 100 ms/)
    assert.notInclude(types(), "input_audio_buffer.commit")
    yield* session.sendAudio(tone(100))
    const itemId = yield* session.commit
    assert.isTrue((yield* session.state).turns.has(itemId))
  })
)

it.live("peers row 5: ten requests at once get ten responses, one after the other", () =>
  Effect.gen(function* () {
    const { session } = yield* converse({ turns: [{ say: "One." }] })
    yield* session.configure(text)
    const ids = yield* Effect.all(
      Array.from({ length: 10 }, () => session.createResponse()),
      { concurrency: "unbounded" }
    )
    assert.strictEqual(new Set(ids).size, 10)
    yield* session.responseEnd(ids[9] ?? "")
    const state = yield* session.state
    assert.deepStrictEqual(state.notices, [])
    assert.deepStrictEqual(new Set([...state.responses.values()].map(({ status }) => status)), new Set(["completed"]))
  })
)

it.live("peers row 6: a request withdrawn before its response begins leaves no response and no audio", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker()
    const { session, types } = yield* converse(
      { turns: [{ say: "I speak and speak and speak.", voice: tone(3000) }], pace: 1 },
      { speaker }
    )
    const asking = yield* Effect.forkChild(session.createResponse(), { startImmediately: true })
    yield* Fiber.interrupt(asking)
    const state = yield* until(session, ({ responses }) =>
      [...responses.values()].some(({ status }) => status === "cancelled")
    )
    assert.strictEqual(speaker.queued, 0)
    assert.deepStrictEqual(state.notices, [])
    assert.include(types(), "response.cancel")
  })
)

it.live("peers row 7: an interruption without a response is not an error and sends nothing", () =>
  Effect.gen(function* () {
    const { session, types } = yield* converse({ turns: [{ say: "Yes." }] })
    assert.deepStrictEqual(yield* session.interrupt, { truncated: [], deleted: [] })
    assert.deepStrictEqual(types(), [])
  })
)

it.live(
  "peers rows 1, 2, 18: interrupt stops the speaker, cancels the response, and truncates it at the position of the speaker, within the received audio",
  () =>
    Effect.gen(function* () {
      const speaker = makeSpeaker()
      const { session, sent } = yield* converse(
        { turns: [{ say: "Some words of mine.", voice: tone(4000) }], pace: 4 },
        { speaker }
      )
      const responseId = yield* session.createResponse()
      yield* until(session, ({ items }) =>
        [...items.values()].some((item) => (item.parts.get(0)?.audioMs ?? 0) >= 1000)
      )
      speaker.rendered = 12_345
      const { deleted, truncated } = yield* session.interrupt
      assert.deepStrictEqual([truncated.map(({ audio_end_ms }) => audio_end_ms), deleted], [[514], []])
      assert.strictEqual((yield* session.responseEnd(responseId))?.status, "cancelled")
      const state = yield* until(session, ({ items }) =>
        [...items.values()].some((item) => item.parts.get(0)?.truncatedAtMs === 514)
      )
      assert.deepStrictEqual(state.notices, [])
      assert.deepStrictEqual(
        sent.map(({ type }) => type),
        ["response.create", "response.cancel", "conversation.item.truncate"]
      )
      assert.strictEqual(speaker.clears, 1)
    })
)

it.live("peers row 3: a message interrupted before any audio was played is deleted and not truncated", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker()
    const { session } = yield* converse({ turns: [{ say: "Never heard.", voice: tone(2000) }], pace: 4 }, { speaker })
    const responseId = yield* session.createResponse()
    yield* until(session, ({ items }) => [...items.values()].some((item) => (item.parts.get(0)?.audioMs ?? 0) > 0))
    const { deleted, truncated } = yield* session.interrupt
    assert.deepStrictEqual([truncated.length, deleted.length], [0, 1])
    const state = yield* until(
      session,
      (next) => next.responses.get(responseId)?.status === "cancelled" && conversation(next).length === 0
    )
    assert.deepStrictEqual(state.notices, [])
  })
)

it.live("peers row 4: the server cancels when the user speaks, and the client truncates without sending a cancel", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker()
    const { session, types } = yield* converse(
      {
        turns: [
          { heard: "one", say: "A long answer.", voice: tone(6000) },
          { heard: "two", say: "Yes." }
        ],
        pace: 2
      },
      { speaker }
    )
    yield* session.sendAudio(tone(600))
    yield* session.sendAudio(silence(800))
    yield* until(session, ({ items }) => [...items.values()].some((item) => (item.parts.get(0)?.audioMs ?? 0) >= 400))
    speaker.rendered = 4800
    yield* session.sendAudio(tone(600))
    const state = yield* until(session, ({ items }) =>
      [...items.values()].some((item) => item.parts.get(0)?.truncatedAtMs !== undefined)
    )
    assert.deepStrictEqual(
      [...state.items.values()].flatMap((item) => item.parts.get(0)?.truncatedAtMs ?? []),
      [200]
    )
    assert.notInclude(types(), "response.cancel")
    assert.deepStrictEqual(state.notices, [])
  })
)

it.live("a server that owns playback is asked to stop, and truncates by itself", () =>
  Effect.gen(function* () {
    const { session, types } = yield* converse(
      { turns: [{ say: "A long answer.", voice: tone(4000) }], pace: 4 },
      {},
      "tracks"
    )
    yield* session.createResponse()
    yield* until(session, ({ responses }) => responses.last?.playback === "playing")
    assert.deepStrictEqual(yield* session.interrupt, { truncated: [], deleted: [] })
    yield* until(session, ({ responses }) => responses.last?.playback === "cleared")
    const state = yield* session.state
    assert.notInclude(types(), "conversation.item.truncate")
    assert.deepStrictEqual(state.notices, [])
  })
)

it.live("calls run, each output is sent as its call ends, and one response follows the last", () =>
  Effect.gen(function* () {
    const tool = (name: string, run: (json: string) => Effect.Effect<string, ToolFailure>) => ({
      definition: { type: "function" as const, name },
      run
    })
    const { session, sent } = yield* converse(
      {
        turns: [
          {
            calls: [
              { name: "slow", arguments: { n: 1 } },
              { name: "broken", arguments: {} },
              { name: "gone", arguments: {} }
            ]
          },
          { say: "Done." }
        ]
      },
      {
        tools: {
          tools: [
            tool("slow", (json) => Effect.delay(Effect.succeed(json), "20 millis")),
            tool("broken", () => new ToolFailure({ code: "failed", message: "no" }))
          ]
        }
      }
    )
    yield* session.configure(text)
    yield* session.createResponse()
    const state = yield* until(session, (next) => conversation(next).some((item) => textOf(item) === "Done."))
    assert.deepStrictEqual(callsInFlight(state), [])
    assert.deepStrictEqual(
      sent.flatMap((event) => {
        if (event.type === "response.create") return ["create"]
        if (event.type !== "conversation.item.create" || event.item.type !== "function_call_output") return []
        return "output" in event.item ? [event.item.output] : []
      }),
      [
        "create",
        '{"error":{"code":"failed","message":"no"}}',
        '{"error":{"code":"unknown_tool","message":"there is no tool named gone"}}',
        '{"n":1}',
        "create"
      ]
    )
  })
)

it.live("a remote call that is approved runs, and its result is spoken", () =>
  Effect.gen(function* () {
    const { session } = yield* converse(
      {
        turns: [
          { mcpCalls: [{ serverLabel: "docs", name: "find", arguments: {}, result: { output: "found" } }] },
          { say: "Found." }
        ],
        mcpTools: { docs: [{ name: "find" }] }
      },
      { approveMcp: () => Effect.succeed(true) }
    )
    yield* session.configure({
      ...text,
      tools: [{ type: "mcp", server_label: "docs", server_url: "https://example.com/mcp", require_approval: "always" }]
    })
    yield* session.createResponse()
    yield* until(session, (next) => conversation(next).some((item) => textOf(item) === "Found."))
  })
)

it.live("every waiting command fails with the reason when the connection ends", () =>
  Effect.gen(function* () {
    const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
    yield* server.send(ServerEvent.make("session.created", { event_id: "e", session: { type: "realtime" } }))
    const session = yield* Session.make(client)
    const asking = yield* Effect.forkChild(Effect.flip(session.createResponse()), { startImmediately: true })
    yield* server.close(1001, "expired")
    const error = yield* Fiber.join(asking)
    assert(error.reason._tag === "Disconnected" && error.reason.error.reason._tag === "Closed")
    assert.strictEqual(error.reason.error.reason.code, 1001)
    assert.strictEqual((yield* Effect.flip(session.commit)).command, "commit")
  })
)

it.live(
  "peers rows 8, 9: a conversation goes on over another connection, and a notice lists the items that were lost",
  () =>
    Effect.gen(function* () {
      const { session } = yield* converse({ turns: [{ say: "I am here." }] })
      yield* session.configure({ ...text, instructions: "Be brief.", tools: [{ type: "function", name: "f" }] })
      const { itemId, responseId } = yield* session.sendText("Are you there?")
      yield* session.responseEnd(responseId)
      const call = { type: "function_call", id: "open_call", call_id: "c", name: "f", arguments: "{}" } as const
      yield* session.addItem(call)
      const before = yield* session.state

      const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
      yield* Effect.forkScoped(
        Effect.provide(
          serve(server, undefined, { seed: "other" }),
          Engine.scripted({ turns: [{ say: "Still here." }] })
        )
      )
      const resumed = yield* Session.resume(client, before)
      const state = yield* resumed.state
      assert.deepStrictEqual(
        conversation(state).map((item) => textOf(item)),
        ["Are you there?", "I am here."]
      )
      assert(state.session?.type === "realtime" && "instructions" in state.session)
      assert.strictEqual(state.session.instructions, "Be brief.")
      const [notice] = state.notices
      assert(notice?._tag === "Resumed" && state.notices.length === 1)
      assert.deepStrictEqual(notice.lost, [{ itemId: "open_call", reason: "call_without_output" }])
      assert.strictEqual((yield* resumed.retrieveItem(itemId)).id, itemId)

      const again = yield* resumed.sendText("And now?")
      yield* resumed.responseEnd(again.responseId)
      assert.deepStrictEqual(
        conversation(yield* resumed.state).map((item) => textOf(item)),
        ["Are you there?", "I am here.", "And now?", "Still here."]
      )
    })
)
