import * as Effect from "effect/Effect"
import { expect, it } from "vitest"
import { checkProvider, showReport } from "@antiphon/providers/compliance"
import { openai, xai } from "@antiphon/providers"

const sessions = [
  [
    { type: "conversation.created", conversation: { id: "c" } },
    { type: "session.created", session: { id: "s", voice: "ara", modalities: ["audio"], tools: [] } },
    { type: "ping", timestamp: 1 },
    '{"type":"response.done"}',
    "{",
    { type: "conversation.item.input_audio_transcription.updated", item_id: "i", transcript: "Hello?" }
  ],
  [{ type: "conversation.created", conversation: { id: "c" } }]
]

it("a report says what is known, normalised, unknown and malformed, with the reasons and an example", async () => {
  const report = await Effect.runPromise(checkProvider(xai({ key: "xai-1" }), sessions))
  expect(report.counts).toEqual({ known: 2, normalised: 2, unknown: 1, malformed: 2 })
  expect(report.findings.map(({ type, verdict }) => `${verdict} ${type}`)).toEqual([
    "malformed NotJson",
    "malformed response.done",
    "unknown ping",
    "normalised conversation.item.input_audio_transcription.updated",
    "normalised session.created",
    "known conversation.created"
  ])
  expect(report.findings[3]?.reasons).toContain("is conversation.item.input_audio_transcription.delta in GA")
  expect(report.findings[2]?.example).toEqual({ type: "ping", timestamp: 1 })
  expect(showReport(report)).toContain("xai: 2 sessions, 2 known, 2 normalised, 1 unknown, 2 malformed")
})

it("a provider without the dialect shows what is missing", async () => {
  const report = await Effect.runPromise(checkProvider(openai({ key: "sk-1", model: "m" }), sessions))
  expect(report.counts).toMatchObject({ unknown: 2, malformed: 2 })
})
