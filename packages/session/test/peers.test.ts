/** What others get wrong: each row of the README's table has a test that names it, and the rows tested nowhere else. */
import { ServerEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { conversation, heardOf, initial, receive, reduce, Session, type SessionState, textOf } from "../src/index.ts"
import { type Host, makeHosts } from "./hosts.ts"
import { answered, turnThreads } from "./turn.ts"

const until = (session: Session, holds: (state: SessionState) => boolean) =>
  session.changes.pipe(Stream.filter(holds), Stream.runHead, Effect.map(Option.getOrThrow))

const after = (state: SessionState, ...values: ReadonlyArray<object>): SessionState =>
  values.reduce<SessionState>((next, value) => receive(next, ServerEvent.decodeValue(value)), state)

const root = new URL("../../../", import.meta.url)

/** The rows of the README's table: number, and the files of the tests that name it. */
const rows = (): ReadonlyArray<{ readonly row: number; readonly files: ReadonlyArray<string> }> =>
  [...readFileSync(new URL("../README.md", import.meta.url), "utf8").matchAll(/^\| (\d+) +\|.*\|(.*)\|$/gm)].map(
    ([, row, where = ""]) => ({
      row: Number(row),
      files: [...where.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file)
    })
  )

const namesRow = (text: string, row: number): boolean =>
  [...text.matchAll(/peers rows? ([\d, ]+):/g)].some(([, list = ""]) => list.split(", ").map(Number).includes(row))

it("the README's table has the 25 rows, and every file that it names is there", () => {
  assert.deepStrictEqual(
    rows().map(({ row }) => row),
    Array.from({ length: 25 }, (_, n) => n + 1)
  )
  for (const { files, row } of rows()) {
    assert.isNotEmpty(files, `row ${row}`)
    for (const file of files) assert.isTrue(existsSync(new URL(file, root)), `row ${row}: ${file}`)
  }
})

it("a row of the client's state is named by a test of each file that the table gives for it", () => {
  const ofState = (file: string): boolean => /^(packages\/session|tooling\/integration)\/test\//.test(file)
  const named = rows().flatMap(({ files, row }) => files.filter(ofState).map((file) => ({ file, row })))
  assert.isAtLeast(new Set(named.map(({ row }) => row)).size, 18)
  for (const { file, row } of named) {
    assert.isTrue(namesRow(readFileSync(new URL(file, root), "utf8"), row), `no test in ${file} names row ${row}`)
  }
})

it("no test here names a row that the table does not send to its file", () => {
  const folder = "packages/session/test/"
  for (const name of readdirSync(new URL(folder, root)).filter((each) => each.endsWith(".test.ts"))) {
    const text = readFileSync(new URL(folder + name, root), "utf8")
    for (const { files, row } of rows()) if (namesRow(text, row)) assert.include(files, folder + name, `row ${row}`)
  }
})

it("peers row 13: a truncated item that is retrieved keeps its words, its status and where it was cut", () => {
  const cut = { type: "conversation.item.truncated", item_id: "assistant_0", content_index: 0, audio_end_ms: 200 }
  const known = after(turnThreads(0).flat().reduce(reduce, initial), { event_id: "t", ...cut })
  const shown = (content: ReadonlyArray<object>, status: string) => ({
    type: "conversation.item.retrieved",
    event_id: "r",
    item: { type: "message", role: "assistant", id: "assistant_0", status, content }
  })
  for (const event of [
    shown([{ type: "output_audio", audio: "AAAA", transcript: null }], "in_progress"),
    shown([{ type: "output_audio", transcript: "" }], "incomplete"),
    shown([], "in_progress")
  ]) {
    const state = after(known, event)
    const item = state.items.get("assistant_0")
    const part = item?.parts.get(0)
    assert(item !== undefined && part !== undefined)
    assert.deepStrictEqual([item.status, textOf(item), part.truncatedAtMs], ["completed", answered.join(""), 200])
    assert.deepStrictEqual(heardOf(part), heardOf(known.items.get("assistant_0")?.parts.get(0) ?? part))
    assert.deepStrictEqual(conversation(state).map(textOf), conversation(known).map(textOf))
  }
  const deleted = after(known, { type: "conversation.item.deleted", event_id: "d", item_id: "assistant_0" })
  assert.strictEqual(after(deleted, shown([{ type: "output_audio", transcript: "back" }], "completed")), deleted)
})

const speaking = (host: Host) =>
  Effect.gen(function* () {
    const item = { type: "message", role: "assistant", id: "i", content: [] }
    const place = { response_id: "r", item_id: "i", output_index: 0, content_index: 0 }
    yield* host.say("response.created", { response: { id: "r" } })
    yield* host.say("conversation.item.added", { item, previous_item_id: null })
    yield* host.say("response.output_audio_transcript.delta", { ...place, delta: "Well" })
  })

it.effect("peers row 15: a lost connection is reported at once with its reason, and leaves nothing waiting", () =>
  Effect.gen(function* () {
    const { connect, next } = yield* makeHosts()
    const session = yield* Session.make(yield* connect)
    const host = yield* next
    yield* speaking(host)
    yield* until(session, ({ items }) => items.get("i")?.parts.get(0)?.text.text === "Well")
    const asking = yield* Effect.forkChild(Effect.flip(session.createResponse()), { startImmediately: true })
    const ending = yield* Effect.forkChild(session.responseEnd("r"), { startImmediately: true })
    const reading = yield* Effect.forkChild(Effect.flip(Stream.runDrain(session.events)), { startImmediately: true })
    yield* host.drop
    const { reason } = yield* session.ended
    assert(reason._tag === "Closed")
    assert.deepStrictEqual([reason.code, reason.by], [1006, "remote"])
    assert.strictEqual((yield* Fiber.join(reading)).reason, reason)
    assert.strictEqual((yield* Fiber.join(asking)).reason._tag, "Disconnected")
    assert.strictEqual((yield* Fiber.join(ending))?.status, "failed")
    const { items, responses } = yield* session.state
    assert.deepStrictEqual(
      [responses.get("r")?.status, items.get("i")?.status, items.get("i")?.parts.get(0)?.text.status],
      ["failed", "failed", "failed"]
    )
    assert.strictEqual((yield* Effect.flip(session.sendText("Hello?"))).reason._tag, "Disconnected")
  })
)

it.effect("what the user said is forgotten when asked, and the turn that was going on is dropped", () =>
  Effect.gen(function* () {
    const { connect, next } = yield* makeHosts()
    const session = yield* Session.make(yield* connect)
    const host = yield* next
    yield* session.sendAudio(new Int16Array(2400))
    yield* host.say("input_audio_buffer.speech_started", { item_id: "u", audio_start_ms: 0 })
    yield* until(session, ({ turns }) => turns.has("u"))
    yield* session.clearInput
    assert.deepStrictEqual(host.audio(), [])
    assert.strictEqual((yield* session.state).turns.get("u")?.status, "dropped")
    const late = { item_id: "u", previous_item_id: null }
    yield* host.say("input_audio_buffer.committed", late)
    yield* until(session, ({ turns }) => turns.get("u")?.status === "committed")
  })
)
