import { expect, it } from "vitest"
import { type Latency, noLatency, offsetOf, step } from "../src/state/Latency.ts"
import type { Tapped } from "../src/state/Tapped.ts"
import { received, sent } from "./passing.ts"

const after = (...events: ReadonlyArray<Tapped>): Latency => events.reduce(step, noLatency)
const part = { response_id: "resp_1", item_id: "item_2", output_index: 0, content_index: 0 }
const created = (at: number, id = "resp_1") =>
  received(at, { type: "response.created", response: { id, status: "in_progress" } })
const done = (at: number, id = "resp_1", status = "completed") =>
  received(at, { type: "response.done", response: { id, status } })

it("a spoken turn is timed from the end of speech to the end of the answer", () => {
  const { turns } = after(
    received(1000, { type: "input_audio_buffer.speech_stopped", item_id: "item_1", audio_end_ms: 900 }),
    received(1003, { type: "input_audio_buffer.committed", item_id: "item_1" }),
    created(1010),
    received(1040, { type: "response.output_audio_transcript.delta", ...part, delta: "Hi" }),
    received(1090, { type: "response.output_audio.delta", ...part, delta: "AAAA" }),
    received(1200, { type: "response.output_audio.delta", ...part, delta: "AAAA" }),
    done(2500)
  )
  expect(turns).toHaveLength(1)
  const [turn] = turns
  expect(turn?.kind).toBe("spoken")
  expect(turn?.status).toBe("completed")
  const offsets = (["stopped", "committed", "created", "text", "audio", "done"] as const).map((moment) =>
    turn === undefined ? undefined : offsetOf(turn, moment)
  )
  expect(offsets).toEqual([0, 3, 10, 40, 90, 1500])
})

it("typed turns, answers to calls, and turns of the server have different causes", () => {
  const message = { type: "message", role: "user", content: [{ type: "input_text", text: "Hi" }] }
  const output = { type: "function_call_output", call_id: "call_1", output: "{}" }
  const { turns } = after(
    sent(0, { type: "conversation.item.create", item: message }),
    sent(1, { type: "response.create" }),
    created(5),
    done(9),
    sent(10, { type: "conversation.item.create", item: output }),
    sent(11, { type: "response.create" }),
    created(12, "resp_2"),
    done(13, "resp_2", "cancelled"),
    created(20, "resp_3")
  )
  expect(turns.map(({ kind, status }) => [kind, status])).toEqual([
    ["typed", "completed"],
    ["call", "cancelled"],
    ["server", "in_progress"]
  ])
})

it("a turn committed by hand is answered by the request that follows it", () => {
  const { turns } = after(
    received(0, { type: "input_audio_buffer.committed", item_id: "item_1" }),
    sent(4, { type: "response.create" }),
    created(6),
    done(8)
  )
  expect(turns.map(({ at, kind }) => [kind, at.asked, at.done])).toEqual([["spoken", 4, 8]])
})

it("a turn over tracks counts its first audio from the start of the server's playback", () => {
  const [turn] = after(created(0), received(30, { type: "output_audio_buffer.started", response_id: "resp_1" })).turns
  expect(turn?.at.audio).toBe(30)
})

it("the times hold a bounded number of turns and keep their numbers", () => {
  const many = Array.from({ length: 130 }, (_, index) => created(index, `resp_${index}`))
  const { turns } = after(...many)
  expect(turns).toHaveLength(100)
  expect(turns.at(-1)?.number).toBe(130)
})
