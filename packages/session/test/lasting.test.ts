import { Unauthorized } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { conversation, Session, type LastingOptions, type SessionState, textOf } from "../src/index.ts"
import { type Host, type HostsOptions, makeHosts, unreachable } from "./hosts.ts"
import { makeSpeaker } from "./speaker.ts"

const until = (session: Session, holds: (state: SessionState) => boolean) =>
  session.changes.pipe(Stream.filter(holds), Stream.runHead, Effect.map(Option.getOrThrow))

const hasResumed = (times: number) => (state: SessionState) =>
  state.notices.filter(({ _tag }) => _tag === "Resumed").length === times

const lasting = Effect.fnUntraced(function* (options: LastingOptions = {}, how: HostsOptions = {}) {
  const servers = yield* makeHosts(how)
  const session = yield* Session.lasting(servers.connect, options)
  const first = yield* servers.next
  return { ...servers, session, first }
})

const typed = (id: string, text: string) =>
  ({ type: "message", role: "user", id, content: [{ type: "input_text", text }] }) as const
const said = (id: string, text: string) =>
  ({ type: "message", role: "assistant", id, content: [{ type: "output_text", text }] }) as const

/** Until the server has had all that was sent before. */
const fence = (session: Session) => session.configure({ type: "realtime" })

const exchange = (session: Session) =>
  Effect.andThen(session.addItem(typed("u", "Hello?")), session.addItem(said("a", "Hello.")))

const place = { response_id: "r", item_id: "i", output_index: 0, content_index: 0 }

/** A response that has said a second of 24 kHz audio with its words, and goes on. */
const speak = (host: Host) =>
  Effect.gen(function* () {
    const item = { type: "message", role: "assistant", id: "i", content: [] }
    yield* host.say("response.created", { response: { id: "r" } })
    yield* host.say("response.output_item.added", { response_id: "r", output_index: 0, item })
    yield* host.say("conversation.item.added", { item, previous_item_id: null })
    yield* host.say("response.content_part.added", { ...place, part: { type: "audio" } })
    yield* host.say("response.output_audio_transcript.delta", { ...place, delta: "one two three four five six" })
    yield* host.say("response.output_audio.delta", { ...place, delta: Buffer.alloc(48_000).toString("base64") })
  })

const isSpeaking = ({ items }: SessionState) => (items.get("i")?.parts.get(0)?.audioMs ?? 0) > 0

it.effect("peers rows 8, 9: after a loss the conversation goes on over another connection, told once", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* lasting()
    yield* session.configure({ type: "realtime", instructions: "Be brief." })
    yield* exchange(session)
    yield* first.drop
    const second = yield* next
    const state = yield* until(session, hasResumed(1))
    assert.deepStrictEqual(second.items, [typed("u", "Hello?"), said("a", "Hello.")])
    assert.deepStrictEqual(
      second.received.map(({ type }) => type),
      ["session.update", "conversation.item.create", "conversation.item.create"]
    )
    assert(state.session?.type === "realtime" && "instructions" in state.session)
    assert.strictEqual(state.session.instructions, "Be brief.")
    assert.deepStrictEqual(
      state.notices.flatMap((notice) => ("lost" in notice ? [notice.lost] : [])),
      [[]]
    )
    yield* session.addItem(typed("v", "Still there?"))
    yield* fence(session)
    assert.deepStrictEqual(conversation(yield* session.state).map(textOf), ["Hello?", "Hello.", "Still there?"])
    assert.strictEqual(second.items.length, 3)
  })
)

it.effect("readers of events, changes and the end of the session hear nothing of a move but the notice", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* lasting()
    const heard: Array<string> = []
    yield* session.events.pipe(
      Stream.runForEach(({ type }) => Effect.sync(() => heard.push(type))),
      Effect.forkScoped({ startImmediately: true })
    )
    const seen: Array<number> = []
    yield* session.changes.pipe(
      Stream.runForEach(({ items }) => Effect.sync(() => seen.push(items.size))),
      Effect.forkScoped({ startImmediately: true })
    )
    const ended = yield* Effect.forkChild(session.ended, { startImmediately: true })
    yield* exchange(session)
    yield* first.drop
    const second = yield* next
    yield* until(session, hasResumed(1))
    yield* second.say("rate_limits.updated", { rate_limits: [{ name: "tokens", limit: 7 }] })
    yield* until(session, ({ rateLimits }) => rateLimits.length === 1)
    assert.deepStrictEqual(heard, [
      ...["added", "done", "added", "done"].map((kind) => `conversation.item.${kind}`),
      "rate_limits.updated"
    ])
    assert.deepStrictEqual([seen.at(0), seen.at(-1), ended.pollUnsafe()], [0, 2, undefined])
  })
)

it.effect("commands given between two connections wait for the next, and fail typed at their deadline", () =>
  Effect.gen(function* () {
    const { first, next, refuse, session } = yield* lasting({ deadline: "2 seconds" })
    refuse(unreachable, unreachable, unreachable)
    yield* first.drop
    yield* TestClock.adjust(1)
    const item = typed("later", "Wait for me.")
    const early = yield* Effect.forkChild(Effect.flip(session.addItem(item)), { startImmediately: true })
    yield* TestClock.adjust("2 seconds")
    const { command, reason } = yield* Fiber.join(early)
    assert(reason._tag === "Disconnected")
    assert.deepStrictEqual([command, reason.error.reason._tag], ["addItem", "Timeout"])
    const late = yield* Effect.forkChild(session.addItem(item), { startImmediately: true })
    yield* TestClock.adjust("2 seconds")
    const second = yield* next
    yield* Fiber.join(late)
    assert.deepStrictEqual(second.items, [item])
  })
)

it.effect("tries at growing distances, and ends with the last failure once they are used up", () =>
  Effect.gen(function* () {
    const { dials, first, refuse, session } = yield* lasting()
    refuse(...Array.from({ length: 6 }, () => unreachable))
    yield* first.drop
    yield* TestClock.adjust("20 seconds")
    assert.strictEqual((yield* session.ended).reason._tag, "Open")
    assert.deepStrictEqual(dials.slice(1), [0, 500, 1500, 3500, 7500, 15_500])
    assert.strictEqual((yield* Effect.flip(session.commit)).reason._tag, "Disconnected")
  })
)

it.effect("does not try again where the credential is refused, nor after a close from either side that is meant", () =>
  Effect.gen(function* () {
    const refused = yield* lasting()
    refused.refuse(new Unauthorized({ detail: "no", status: 401 }))
    yield* refused.first.drop
    assert.strictEqual((yield* refused.session.ended).reason._tag, "Unauthorized")
    for (const code of [1000, 1008, 3000, 4000]) {
      const { dials, first, session } = yield* lasting()
      yield* first.close(code)
      const { reason } = yield* session.ended
      assert(reason._tag === "Closed")
      assert.deepStrictEqual([reason.code, dials.length], [code, 1])
    }
    const { dials, session } = yield* lasting()
    yield* session.close
    const { reason } = yield* session.ended
    assert(reason._tag === "Closed")
    assert.deepStrictEqual([reason.code, reason.by, dials.length], [1000, "local", 1])
  })
)

it.effect("a connection that is lost at once, again and again, uses up the tries", () =>
  Effect.gen(function* () {
    const { dials, first, next, session } = yield* lasting()
    const losing = yield* Effect.forkChild(
      Effect.gen(function* () {
        yield* first.drop
        for (;;) yield* Effect.flatMap(next, (host) => Effect.andThen(Effect.yieldNow, host.drop))
      })
    )
    yield* TestClock.adjust("1 minute")
    assert.strictEqual((yield* session.ended).reason._tag, "Closed")
    assert.strictEqual(dials.length, 7)
    yield* Fiber.interrupt(losing)
  })
)

it.effect("peers row 8: before the session expires it moves between turns, and never in one", () =>
  Effect.gen(function* () {
    const { hosts, next, session } = yield* lasting({ margin: "1 minute" }, { lifeMs: 600_000 })
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
    const { first, hosts, next, session } = yield* lasting({ speaker, margin: "1 minute" }, { lifeMs: 600_000 })
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
    const { first, next, session } = yield* lasting({ speaker })
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

it.effect("audio that the server made no turn of is sent again, once, in order, before what was said meanwhile", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* lasting({}, { session: { audio: { input: { turn_detection: null } } } })
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
      const turn = Effect.fnUntraced(function* (options: LastingOptions) {
        const { first, next, session } = yield* lasting(options, manual)
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
      const gone = yield* turn({ keptAudioMs: 100 })
      assert.deepStrictEqual(gone.second.items, [])
      assert.deepStrictEqual(
        gone.state.notices.flatMap((notice) => ("lost" in notice ? notice.lost : [])),
        [{ itemId: gone.id, reason: "audio_without_transcript" }]
      )
    })
)

it.effect("a call whose output was not sent is dropped, listed, and no output follows it", () =>
  Effect.gen(function* () {
    const run = () => Effect.delay(Effect.succeed("late"), "5 seconds")
    const { first, next, session } = yield* lasting({
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
    assert.deepStrictEqual(
      [second.items, state.notices.flatMap((notice) => ("lost" in notice ? notice.lost : []))],
      [[], [{ itemId: "c", reason: "call_without_output" }]]
    )
  })
)

it.effect("the credentials of remote tools, which no server tells, are given to the next as they were asked for", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* lasting()
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

it.effect("what the next server refuses is lost, and no error of the user's", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* lasting({}, { refuses: ["u"] })
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

it.effect("a second loss while the conversation is told again is a loss like the first", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* lasting()
    yield* exchange(session)
    yield* first.drop
    const second = yield* next
    yield* second.drop
    yield* TestClock.adjust("500 millis")
    const third = yield* next
    const state = yield* until(session, hasResumed(1))
    assert.deepStrictEqual(
      third.items.map(({ id }) => id),
      ["u", "a"]
    )
    assert.strictEqual(state.notices.length, 1)
  })
)

it.effect("a request that the lost connection had fails typed; one made meanwhile is asked of the next", () =>
  Effect.gen(function* () {
    const { first, next, session } = yield* lasting()
    const asked = yield* Effect.forkChild(Effect.flip(session.createResponse()), { startImmediately: true })
    yield* Effect.yieldNow
    yield* first.drop
    assert.strictEqual((yield* Fiber.join(asked)).reason._tag, "Disconnected")
    const asking = yield* Effect.forkChild(session.createResponse(), { startImmediately: true })
    const second = yield* next
    yield* until(session, hasResumed(1))
    yield* fence(session)
    const create = second.received.find(({ type }) => type === "response.create")
    assert(create?.type === "response.create")
    yield* second.say("response.created", { response: { id: "again", metadata: create.response?.metadata } })
    assert.strictEqual(yield* Fiber.join(asking), "again")
  })
)
