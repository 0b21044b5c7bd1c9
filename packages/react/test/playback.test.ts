/** What was heard of a call, by the events of its server alone. */
import { ServerEvent } from "@antiphon/core"
import { initial, receive, type SessionState } from "@antiphon/session"
import { expect, it } from "vitest"
import { makeMessages } from "../src/messages.ts"
import { makeCallPlayback } from "../src/playback.ts"

const words = "The north star stands above the pole and never sets."

const after = (state: SessionState, ...events: ReadonlyArray<object>): SessionState =>
  events.map((event) => ServerEvent.decodeValue({ event_id: "event_1", ...event })).reduce(receive, state)

/** A whole spoken answer, as a server sends it ahead of its sound. */
const answer = (n: number): ReadonlyArray<object> => {
  const place = { response_id: `resp_${n}`, item_id: `item_${n}`, output_index: 0, content_index: 0 }
  const item = { id: `item_${n}`, type: "message", role: "assistant", status: "in_progress", content: [] }
  return [
    { type: "response.created", response: { id: `resp_${n}`, status: "in_progress" } },
    { type: "conversation.item.added", previous_item_id: n === 1 ? null : `item_${n - 1}`, item },
    { type: "response.output_item.added", response_id: `resp_${n}`, output_index: 0, item },
    { type: "response.content_part.added", ...place, part: { type: "audio", transcript: "" } },
    { type: "response.output_audio_transcript.delta", ...place, delta: words },
    { type: "response.output_audio_transcript.done", ...place, transcript: words },
    {
      type: "response.output_item.done",
      response_id: `resp_${n}`,
      output_index: 0,
      item: { ...item, status: "completed" }
    },
    { type: "response.done", response: { id: `resp_${n}`, status: "completed", output: [] } }
  ]
}
const plays = (n: number) => ({ type: "output_audio_buffer.started", response_id: `resp_${n}` })
const cleared = (n: number) => ({ type: "output_audio_buffer.cleared", response_id: `resp_${n}` })

it("an answer that waits behind the one that plays is unheard, also once an interruption has cleared both", () => {
  let now = 0
  const ofCall = makeCallPlayback(() => now)
  const view = makeMessages()
  const heard = (state: SessionState) => {
    const playback = ofCall(state)
    return view(state, playback?.heardMs ?? (() => undefined)).map((message) => message.heard)
  }
  expect(ofCall(after(initial, ...answer(1)))).toBeUndefined()

  const playing = after(initial, ...answer(1), plays(1), ...answer(2))
  expect(heard(playing)).toEqual(["", ""])
  now = 60_000
  expect(heard(playing)).toEqual([words, ""])
  expect(heard(after(playing, cleared(1)))).toEqual([words, ""])
  const second = after(playing, { type: "output_audio_buffer.stopped", response_id: "resp_1" }, plays(2))
  expect(heard(second)).toEqual([words, ""])
  now = 120_000
  expect(heard(second)).toEqual([words, words])
})
