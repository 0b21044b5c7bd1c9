import { assert, it } from "@effect/vitest"
import { makeLatency, type TurnLatency } from "../src/session/makeLatency.ts"

const delta = {
  type: "response.output_audio.delta",
  response_id: "resp_1",
  item_id: "i",
  content_index: 0,
  delta: ""
} as const
const stopped = { type: "input_audio_buffer.speech_stopped", audio_end_ms: 1, item_id: "i" } as const
const create = { type: "response.create", event_id: "e" } as const

it("a turn is measured once, from the end of the speech, however it is requested and played", async () => {
  const played = Promise.withResolvers<TurnLatency>()
  let looks = 0
  const position = () => ({ given: 480, latencyMs: 40, until: (looks += 1) < 4 ? 480 : 481 })
  const see = makeLatency(
    () => ({ position }),
    () => false,
    played.resolve
  )
  see("received", delta)
  see("received", stopped)
  see("sent", create)
  see("received", delta)
  see("received", delta)
  const { firstAudioMs, firstHeardMs = 0, from, responseId } = await played.promise
  assert.deepStrictEqual([responseId, from, looks], ["resp_1", "speech_stopped", 4])
  assert.isAtLeast(firstHeardMs, firstAudioMs + 40)
})

it("a session that ends before the answer is played reports what is known", () => {
  const all: Array<TurnLatency> = []
  const position = () => ({ given: 480, latencyMs: 40, until: 480 })
  const see = makeLatency(
    () => ({ position }),
    () => true,
    (latency) => all.push(latency)
  )
  see("received", stopped)
  see("received", delta)
  assert.deepStrictEqual([all.length, all[0]?.firstHeardMs], [1, undefined])
})

it("without a speaker the first audio or text is all that is measured, from the request if nothing was said", () => {
  const all: Array<TurnLatency> = []
  const see = makeLatency(
    () => undefined,
    () => false,
    (latency) => all.push(latency)
  )
  see("sent", create)
  see("received", delta)
  see("received", delta)
  assert.deepStrictEqual(
    all.map(({ firstHeardMs, from, responseId }) => [responseId, from, firstHeardMs]),
    [["resp_1", "requested", undefined]]
  )
})
