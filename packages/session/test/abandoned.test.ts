/** Replays that did not arrive. */
import { Closed, ServerEvent, TransportError } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import { conversation, SessionMachine } from "../src/index.ts"

const lost = new TransportError({ reason: new Closed({ code: 1006, reason: "", by: "remote" }) })
const typed = { id: "i", type: "message", role: "user", content: [{ type: "input_text", text: "Hello." }] }

it("what a server named before the replay to it failed is no part of the conversation", () => {
  let state = SessionMachine.start("s")
  let dial: string | undefined
  const take = (input: SessionMachine.Happening): void => {
    const step = SessionMachine.step(state, { ...input, now: 0 })
    state = step.state
    for (const output of step.outputs) if (output._tag === "Dial") ({ dial } = output)
  }
  const say = (type: string, fields: object) =>
    take({ _tag: "Received", decoded: ServerEvent.decodeValue({ type, ...fields }) })
  const arrive = () => {
    assert(dial !== undefined)
    take({ _tag: "Dialled", dial, trackRate: undefined, doubtsSilence: true })
    say("session.created", { session: { type: "realtime" } })
  }
  take({ _tag: "Start", id: "c" })
  arrive()
  say("conversation.item.added", { item: typed, previous_item_id: null })
  say("conversation.item.added", { item: { ...typed, id: "j" }, previous_item_id: "i" })
  take({ _tag: "Lost", error: lost })
  arrive()
  say("session.updated", { session: { type: "realtime" } })
  say("conversation.item.added", { item: { ...typed, id: "theirs" }, previous_item_id: null })
  take({ _tag: "Lost", error: lost })
  assert.deepStrictEqual(
    conversation(state.session).map(({ id }) => id),
    ["i", "j"]
  )
})
