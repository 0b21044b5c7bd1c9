import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { conversation, isBetweenTurns, type ReconnectingOptions, textOf } from "../src/index.ts"
import { type Host } from "./hosts.ts"
import { exchange, fence, hasResumed, reconnecting, lostIn, place, until } from "./reconnecting.ts"
import { makeSpeaker } from "./speaker.ts"

it.effect("a call whose output was not sent is dropped, listed, and no output follows it", () =>
  Effect.gen(function* () {
    const run = () => Effect.delay(Effect.succeed("late"), "5 seconds")
    const { first, next, session } = yield* reconnecting({
      tools: { tools: [{ definition: { type: "function", name: "f" }, run }] }
    })
    const call = { type: "function_call", id: "c", call_id: "c", name: "f", arguments: "{}", status: "completed" }
    yield* first.say("response.created", { response: { id: "r" } })
    yield* first.say("conversation.item.added", { item: call, previous_item_id: null })
    yield* first.say("response.done", { response: { id: "r", status: "completed", output: [call] } })
    yield* until(session, ({ responses }) => responses.get("r")?.status === "completed")
    yield* first.drop
    const second = yield* next
    const state = yield* until(session, hasResumed(1))
    yield* TestClock.adjust("10 seconds")
    assert.deepStrictEqual([second.items, lostIn(state)], [[], [{ itemId: "c", reason: "call_without_output" }]])
  })
)

it.effect("the credentials of remote tools, which no server tells, are given to the next as they were asked for", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting()
    const remote = { type: "mcp", server_label: "docs", server_url: "https://example.com/mcp" } as const
    const tools = [{ ...remote, authorization: "secret" }]
    yield* session.configure({ type: "realtime", tools })
    yield* first.say("session.updated", { session: { type: "realtime", tools: [remote] } })
    yield* until(session, ({ session: now }) => !JSON.stringify(now).includes("secret"))
    yield* first.drop
    const second = yield* next
    yield* until(session, hasResumed(1))
    const [update] = second.received
    assert(update?.type === "session.update" && "tools" in update.session)
    assert.deepStrictEqual(update.session.tools, tools)
  })
)

it.effect("what a remote server listed on the last connection is gone with it, and is no loss", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting()
    const list = (id: string) => ({
      previous_item_id: null,
      item: { type: "mcp_list_tools", id, server_label: "docs" }
    })
    yield* first.say("conversation.item.added", list("old"))
    yield* until(session, ({ items }) => items.has("old"))
    yield* first.drop
    const second = yield* next
    yield* second.say("conversation.item.added", list("new"))
    const state = yield* until(session, (now) => hasResumed(1)(now) && now.items.has("new"))
    assert.deepStrictEqual(
      conversation(state).map(({ id }) => id),
      ["new"]
    )
    assert.deepStrictEqual(lostIn(state), [])
  })
)

it.effect("wherever in a turn the connection is lost, the next server has what the state has, and nothing hangs", () =>
  Effect.gen(function* () {
    const user = { type: "message", role: "user", id: "u", content: [{ type: "input_audio", transcript: null }] }
    const item = { type: "message", role: "assistant", id: "i", content: [] }
    const whole = { ...item, content: [{ type: "output_audio", transcript: "one two three" }] }
    const audio = { ...place, delta: Buffer.alloc(48_000).toString("base64") }
    const script: ReadonlyArray<readonly [string, object]> = [
      ["input_audio_buffer.speech_started", { item_id: "u", audio_start_ms: 0 }],
      ["input_audio_buffer.speech_stopped", { item_id: "u", audio_end_ms: 900 }],
      ["input_audio_buffer.committed", { item_id: "u", previous_item_id: null }],
      ["conversation.item.added", { item: user, previous_item_id: null }],
      ["response.created", { response: { id: "r" } }],
      ["response.output_item.added", { response_id: "r", output_index: 0, item }],
      ["conversation.item.added", { item, previous_item_id: "u" }],
      ["conversation.item.done", { item: user, previous_item_id: null }],
      ["response.content_part.added", { ...place, part: { type: "audio" } }],
      ["response.output_audio_transcript.delta", { ...place, delta: "one two three" }],
      ["response.output_audio.delta", audio],
      ["conversation.item.input_audio_transcription.completed", { item_id: "u", content_index: 0, transcript: "Yes?" }],
      ["response.output_audio.done", place],
      ["response.output_audio_transcript.done", { ...place, transcript: "one two three" }],
      ["conversation.item.done", { item: whole, previous_item_id: "u" }],
      ["response.done", { response: { id: "r", status: "completed", output: [whole] } }]
    ]
    for (let cut = 0; cut <= script.length; cut++) {
      const vad = { audio: { input: { turn_detection: { type: "server_vad" } } } }
      const { first, next, session } = yield* reconnecting({ speaker: makeSpeaker(24_000) }, { session: vad })
      for (let n = 0; n < 10; n++) yield* session.sendAudio(new Int16Array(2400))
      for (const [type, fields] of script.slice(0, cut)) yield* first.say(type, fields)
      yield* fence(session)
      const before = conversation(yield* session.state).map(({ id }) => id)
      yield* first.drop
      const second = yield* next
      const state = yield* until(session, hasResumed(1))
      const ids = conversation(state).map(({ id }) => id)
      assert.deepStrictEqual(
        second.items.map(({ id }) => id),
        ids,
        `lost behind ${cut} events`
      )
      const lostIds = lostIn(state).map(({ itemId }) => itemId)
      assert.deepStrictEqual([...ids, ...lostIds].toSorted(), before.toSorted(), `lost behind ${cut} events`)
      const open = [...state.items.values(), ...state.responses.values()].filter(
        ({ status }) => status === "in_progress"
      )
      assert.deepStrictEqual(open, [])
      assert.isTrue(isBetweenTurns(state))
      yield* session.close
    }
  })
)

it.effect("what the next server refuses is lost, and no error of the user's", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting({}, { refuses: ["u"] })
    yield* exchange(session)
    yield* first.drop
    yield* next
    const state = yield* until(session, hasResumed(1))
    assert.deepStrictEqual(
      state.notices.flatMap((notice) => ("lost" in notice ? [notice.lost] : [])),
      [[{ itemId: "u", reason: "refused" }]]
    )
    assert.strictEqual(state.notices.length, 1)
    assert.deepStrictEqual(
      conversation(state).map(({ id }) => id),
      ["a"]
    )
  })
)

it.effect("audio that the server made no turn of is sent again, once, in order, before what was said meanwhile", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting(
      {},
      { session: { audio: { input: { turn_detection: null } } } }
    )
    const block = (value: number) => new Int16Array(2400).fill(value)
    const values = (host: Host) => host.audio().map((base64) => Buffer.from(base64, "base64").readInt16LE(0))
    yield* session.sendAudio(block(1))
    yield* session.commit
    yield* session.sendAudio(block(2))
    yield* session.sendAudio(block(3))
    yield* first.drop
    yield* session.sendAudio(block(4))
    const second = yield* next
    yield* fence(session)
    assert.deepStrictEqual(values(second), [2, 3, 4])
    yield* TestClock.adjust("10 seconds")
    yield* second.drop
    const third = yield* next
    yield* until(session, hasResumed(2))
    yield* fence(session)
    assert.deepStrictEqual(values(third), [2, 3, 4])
    yield* session.commit
    yield* TestClock.adjust("10 seconds")
    yield* third.drop
    const fourth = yield* next
    yield* until(session, hasResumed(3))
    yield* fence(session)
    assert.deepStrictEqual(values(fourth), [])
  })
)

it.effect(
  "a turn without a transcript goes as its audio where that is kept, and is listed as lost where it is not",
  () =>
    Effect.gen(function* () {
      const manual = { session: { audio: { input: { turn_detection: null } } } }
      const turn = Effect.fnUntraced(function* (options: ReconnectingOptions) {
        const { first, next, session } = yield* reconnecting(options, manual)
        yield* session.sendAudio(new Int16Array(4800).fill(5))
        const id = yield* session.commit
        yield* first.drop
        const second = yield* next
        return { id, second, state: yield* until(session, hasResumed(1)) }
      })
      const kept = yield* turn({})
      const audio = Buffer.from(new Int16Array(4800).fill(5).buffer).toString("base64")
      assert.deepStrictEqual(kept.second.items, [
        { type: "message", role: "user", id: kept.id, content: [{ type: "input_audio", audio }] }
      ])
      const gone = yield* turn({ keptAudio: 100 })
      assert.deepStrictEqual(gone.second.items, [])
      assert.deepStrictEqual(lostIn(gone.state), [{ itemId: gone.id, reason: "audio_without_transcript" }])
    })
)

it.effect("a moved transcription session gets only its configuration from the client, and keeps its transcripts", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* reconnecting(
      {},
      { session: { type: "transcription", audio: { input: {} } } }
    )
    yield* session.sendAudio(new Int16Array(4800))
    for (const item_id of ["u1", "u2"]) {
      yield* first.say("input_audio_buffer.committed", { item_id, previous_item_id: null })
    }
    const completed = { item_id: "u1", content_index: 0, transcript: "Good morning." }
    yield* first.say("conversation.item.input_audio_transcription.completed", completed)
    yield* until(session, ({ items }) => items.get("u1")?.parts.get(0)?.text.status === "done")
    yield* first.drop
    const second = yield* next
    const state = yield* until(session, hasResumed(1))
    assert.deepStrictEqual(
      second.received.map(({ type }) => type),
      ["session.update"]
    )
    assert.deepStrictEqual(conversation(state).map(textOf), ["Good morning."])
    assert.deepStrictEqual(lostIn(state), [{ itemId: "u2", reason: "audio_without_transcript" }])
  })
)
