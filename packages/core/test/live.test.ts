/** What Live leaves open, and the events of its phone calls. */
import * as Live from "@antiphon/core/live"
import { assert, it } from "@effect/vitest"

/** Decodes an event, and asserts that it goes back as it came. */
const known = (event: object) => {
  const frame = JSON.stringify(event)
  const decoded = Live.ServerEvent.decode(frame)
  assert(decoded._tag === "Known", decoded._tag === "Malformed" ? decoded.error.message : decoded._tag)
  assert.isUndefined(decoded.issues)
  assert.strictEqual(Live.ServerEvent.encode(decoded.event), frame)
  return decoded.event
}

/** Says what a decision answered. The default is what a later version of the service adds. */
const say = (answer: Live.DecisionAnswer): string => {
  switch (answer.type) {
    case "predicate":
    case "choice":
    case "score":
    case "refusal":
      return answer.type
    default:
      return "new"
  }
}

it("a decision with an answer of a kind that does not exist yet is known, and each kind narrows", () => {
  const event = known({
    type: "decision.event",
    event: {
      type: "decision.completed",
      decision: {
        answers: [
          { type: "refusal", name: "angry", reason: "unclear" },
          { type: "ranking", name: "best", order: ["a", "b"] }
        ],
        usage: { total_tokens: 4, later_tokens: 1 }
      }
    },
    source_event_type: "session.later.event"
  })
  assert(event.type === "decision.event" && event.event.type === "decision.completed")
  assert.deepStrictEqual(event.event.decision.answers.map(say), ["refusal", "new"])
})

it("what a decision model does besides completing a decision is known, too", () => {
  const event = known({ type: "decision.event", event: { type: "decision.started", at: 1 }, trigger_id: "t_1" })
  assert.isTrue(event.type === "decision.event" && event.event.type !== "decision.completed")
})

it("a decision item of a kind that does not exist yet is known in both directions", () => {
  known({ type: "decision.item.created", item: { type: "picture_call", id: "i_1", later: true } })
  const client = Live.ClientEvent.decodeValue({ type: "decision.item.create", item: { type: "picture_call" } })
  assert.strictEqual(client._tag, "Known")
  const questions = [{ type: "ranking", name: "best" }]
  const started = Live.ClientEvent.decodeValue({
    type: "session.start",
    session: { model: "gpt-live-1", delegation: { type: "later", later: { questions } } }
  })
  assert.strictEqual(started._tag, "Known")
})

it("the id of decision.create is required, because it serves once", () => {
  assert.strictEqual(Live.ClientEvent.decodeValue({ type: "decision.create" })._tag, "Malformed")
})

it("keys that were pressed and sent, and the states of a call, are known", () => {
  const events = [
    { type: "transport.dtmf.received", event: "#" },
    { type: "transport.dtmf.sent", event: "5", client_event_id: "mine" },
    { type: "transport.dtmf.send", event: "5" },
    { type: "transport.ringing", session_id: "live_1" },
    { type: "transport.answered" },
    { type: "transport.failed", error: { type: "call_error", code: "busy", message: "The line is busy." } }
  ]
  for (const event of events) known(event)
  assert.strictEqual(Live.ClientEvent.decodeValue({ type: "transport.dtmf.send", event: "1" })._tag, "Known")
})
