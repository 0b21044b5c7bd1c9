import { initial, receive } from "@antiphon/session"
import { expect, it } from "vitest"
import { checkEvent, eventTemplates } from "../src/state/checkEvent.ts"
import { isIssue, issuesOf } from "../src/state/issueOf.ts"
import { noneStopped, stoppedAfter } from "../src/state/Stopped.ts"
import type { Tapped } from "../src/state/Tapped.ts"
import { threadOf } from "../src/state/Thread.ts"
import { transcriptText } from "../src/state/transcriptText.ts"
import { received, sent } from "./passing.ts"

const item = (id: string, role: string, text: string, previous: string | null) => ({
  type: "conversation.item.added",
  previous_item_id: previous,
  item: {
    id,
    type: "message",
    role,
    status: "completed",
    content: [{ type: role === "user" ? "input_text" : "output_text", text }]
  }
})
const entriesOf = (events: ReadonlyArray<Tapped>) =>
  threadOf(
    events.reduce((state, each) => (each.direction === "in" ? receive(state, each.decoded) : state), initial),
    events.reduce(stoppedAfter, noneStopped).answers
  )
const head = { startedAt: "2026-01-01T12:00:00.000Z", endpoint: "ws://127.0.0.1" }

it("an answer that was deleted before it was heard leaves a note in its place", () => {
  const entries = entriesOf([
    received(0, item("u1", "user", "One?", null)),
    received(1, item("a1", "assistant", "Never heard", "u1")),
    received(2, item("u2", "user", "Two?", "a1")),
    sent(3, { type: "conversation.item.delete", item_id: "a1" }),
    received(4, { type: "conversation.item.deleted", item_id: "a1" })
  ])
  expect(entries.map(({ id }) => id)).toEqual(["u1", "a1", "u2"])
  expect(transcriptText(entries, head)).toMatch(
    /\*\*You:\*\* One\?\n\n\*The answer was stopped .*\*\n\n\*\*You:\*\* Two\?/
  )
})

it("a response that was cancelled before its first item leaves a note, and other deletions leave none", () => {
  const cancelled = { type: "response.done", response: { id: "r1", status: "cancelled", output: [] } }
  expect(entriesOf([received(0, item("u1", "user", "One?", null)), received(1, cancelled)])).toHaveLength(2)
  expect(
    entriesOf([
      received(0, item("u1", "user", "One?", null)),
      sent(1, { type: "conversation.item.delete", item_id: "u1" }),
      received(2, { type: "conversation.item.deleted", item_id: "u1" })
    ])
  ).toEqual([])
})

it("issues are malformed events, errors, failures and unfamiliar shapes", () => {
  const error = received(0, { type: "error", error: { type: "invalid_request_error", message: "No such item" } })
  const failed = received(0, {
    type: "response.done",
    response: { id: "r", status: "failed", status_details: { type: "failed", error: { message: "Too busy" } } }
  })
  const strange = received(0, { type: "input_audio_buffer.speech_started", item_id: "i", audio_start_ms: "soon" })
  const malformed = received(0, { type: "response.done", response: 7 })
  expect([error, failed, strange, malformed].map(isIssue)).toEqual([true, true, true, true])
  expect([error, failed].map((each) => issuesOf(each)[0]?.message)).toEqual(["No such item", "Too busy"])
  expect(issuesOf(strange)[0]?.path).toBe("audio_start_ms")
  expect(issuesOf(malformed)[0]?.path).toBe("response")
})

it("a completed or cancelled response and an ordinary event are no issues", () => {
  const done = (status: string) => received(0, { type: "response.done", response: { id: "r", status } })
  expect([done("completed"), done("cancelled"), sent(0, { type: "response.create" })].map(isIssue)).toEqual([
    false,
    false,
    false
  ])
})

it("anything with a type can be sent by hand, and the schemas say what does not match", () => {
  expect(checkEvent(`{"type":"response.create"}`)).toMatchObject({ _tag: "Sendable", doubts: [] })
  expect(checkEvent(`{"type":"nonsense"}`)).toMatchObject({ doubts: [`The protocol has no client event "nonsense"`] })
  const wrong = checkEvent(`{"type":"conversation.item.delete","item_id":7}`)
  expect(wrong._tag === "Sendable" && wrong.doubts[0]).toMatch(/^item_id /)
  for (const text of ["{", "7", "[]", `{"type":7}`]) expect(checkEvent(text)._tag).toBe("Unsendable")
  for (const each of eventTemplates) expect(checkEvent(JSON.stringify(each))).toMatchObject({ doubts: [] })
})
