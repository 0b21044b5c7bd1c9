import { ServerEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as fc from "fast-check"
import { cost, initial, reduce, total } from "../src/index.ts"
import { addResponse, noUsage } from "../src/state/Usage.ts"

const count = fc.option(fc.integer({ min: 0, max: 1000 }))
const kinds = { text_tokens: count, audio_tokens: count, image_tokens: count }
const usage = fc.record({
  total_tokens: count,
  input_tokens: count,
  output_tokens: count,
  input_token_details: fc.option(
    fc.record({ ...kinds, cached_tokens: count, cached_tokens_details: fc.option(fc.record(kinds)) })
  ),
  output_token_details: fc.option(fc.record({ text_tokens: count, audio_tokens: count }))
})

it("cached tokens lie within the input, in every modality, whatever a server bills", () => {
  fc.assert(
    fc.property(fc.array(usage, { maxLength: 10 }), (bills) => {
      const { cached, input } = bills.reduce(addResponse, noUsage).responses
      for (const kind of ["text", "audio", "image", "other"] as const) assert.isAtMost(cached[kind], input[kind])
      assert.isAtLeast(Math.min(...Object.values(cached), ...Object.values(input)), 0)
    })
  )
})

it("the parts sum to the totals that a consistent server tells", () => {
  const part = fc.integer({ min: 0, max: 1000 })
  fc.assert(
    fc.property(fc.array(fc.tuple(part, part, part, part, part), { maxLength: 10 }), (bills) => {
      const ledger = bills
        .map(([text, audio, outText, outAudio, unnamed]) => ({
          total_tokens: text + audio + outText + outAudio + unnamed,
          input_tokens: text + audio + unnamed,
          output_tokens: outText + outAudio,
          input_token_details: { text_tokens: text, audio_tokens: audio },
          output_token_details: { text_tokens: outText, audio_tokens: outAudio }
        }))
        .reduce(addResponse, noUsage).responses
      const told = bills.reduce((sum, parts) => sum + parts.reduce((a, b) => a + b, 0), 0)
      assert.strictEqual(total(ledger.input) + total(ledger.output), told)
      assert.strictEqual(
        ledger.input.other,
        bills.reduce((sum, parts) => sum + parts[4], 0)
      )
    })
  )
})

const done = ServerEvent.make("response.done", {
  event_id: "e1",
  response: {
    id: "resp_1",
    status: "completed",
    usage: {
      total_tokens: 300,
      input_tokens: 200,
      output_tokens: 100,
      input_token_details: {
        text_tokens: 50,
        audio_tokens: 150,
        cached_tokens: 64,
        cached_tokens_details: { text_tokens: 0, audio_tokens: 64 }
      },
      output_token_details: { text_tokens: 20, audio_tokens: 80 }
    }
  }
})

it("a response is billed once, however often its end arrives", () => {
  const once = reduce(initial, done)
  assert.strictEqual(total(once.usage.responses.input), 200)
  assert.deepStrictEqual(reduce(once, done).usage, once.usage)
})

it("peers row 23: cached tokens cost their own price and are not counted twice", () => {
  const prices = { input: { text: 4, audio: 32 }, cached: { text: 0.4, audio: 0.4 }, output: { text: 16, audio: 64 } }
  const { amount, unpriced } = cost(reduce(initial, done).usage.responses, prices)
  assert.closeTo(amount, (50 * 4 + 86 * 32 + 64 * 0.4 + 20 * 16 + 80 * 64) / 1e6, 1e-12)
  assert.strictEqual(unpriced, 0)
  assert.strictEqual(cost(reduce(initial, done).usage.responses, { input: {}, output: prices.output }).unpriced, 200)
})

it("peers row 23: transcriptions are billed beside responses, by tokens or by time, each once", () => {
  const completed = (item_id: string, usage: object) => {
    const decoded = ServerEvent.decodeValue({
      type: "conversation.item.input_audio_transcription.completed",
      event_id: `e_${item_id}`,
      item_id,
      content_index: 0,
      transcript: "yes",
      usage
    })
    assert(decoded._tag === "Known")
    return decoded.event
  }
  const tokens = completed("a", {
    type: "tokens",
    total_tokens: 26,
    input_tokens: 17,
    output_tokens: 9,
    input_token_details: { text_tokens: 0, audio_tokens: 17 }
  })
  const { usage } = [tokens, tokens, completed("b", { type: "duration", seconds: 2.5 })].reduce(reduce, initial)
  assert.deepStrictEqual(
    [usage.transcription.input.audio, usage.transcription.output.text, usage.transcriptionSeconds],
    [17, 9, 2.5]
  )
})
