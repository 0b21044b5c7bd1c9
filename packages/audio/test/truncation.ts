import * as fc from "fast-check"
import { type DeleteEvent, interruptionPlan, PlaybackLedger, type TruncateEvent } from "../src/index.ts"

/** A turn of a conversation, with what the assistant sends of some items, and how far it plays before the user interrupts. */
type Turn = {
  readonly items: ReadonlyArray<{
    readonly parts: ReadonlyArray<{ readonly samples: number; readonly inFlight: number }>
  }>
  readonly playedShare: number
  readonly latencyMs: number
  readonly isEnded: boolean
}
export type Conversation = ReadonlyArray<Turn>

const count = (max: number) => fc.oneof(fc.constant(0), fc.nat(max))
const part = fc.record({ samples: count(5_000), inFlight: count(2_000) })
const item = fc.record({ parts: fc.array(part, { minLength: 1, maxLength: 3 }) })
export const converse: fc.Arbitrary<Conversation> = fc.array(
  fc.record({
    items: fc.array(item, { maxLength: 3 }),
    playedShare: fc.double({ min: 0, max: 1.5, noNaN: true }),
    latencyMs: fc.nat(100),
    isEnded: fc.boolean()
  }),
  { maxLength: 4 }
)

/** The server's side of truncation, as in protocol section 2 (5a). */
const makeOracle = (rate: number) => {
  const items = new Map<string, Map<number, number>>()
  return {
    generate: (id: string, contentIndex: number, samples: number): void => {
      const parts = items.get(id) ?? new Map<number, number>()
      parts.set(contentIndex, (parts.get(contentIndex) ?? 0) + samples)
      items.set(id, parts)
    },
    answer: (event: TruncateEvent | DeleteEvent): string | undefined => {
      const parts = items.get(event.item_id)
      if (parts === undefined) return `${event.type}: no item ${event.item_id}`
      if (event.type === "conversation.item.delete") {
        items.delete(event.item_id)
        return undefined
      }
      const samples = parts.get(event.content_index)
      if (samples === undefined || samples === 0) return "unsupported_content_type: no audio to truncate"
      const endMs = (samples * 1000) / rate
      if (!Number.isInteger(event.audio_end_ms) || event.audio_end_ms < 0) return "invalid_type"
      if (event.audio_end_ms > endMs) return `invalid_value: audio of ${endMs} ms is already shorter`
      parts.set(event.content_index, Math.floor((event.audio_end_ms * rate) / 1000))
      return undefined
    }
  }
}

/** Plays a conversation against the oracle. Returns the first refusal, if any. Some audio is generated but not received in time. */
export const refusal = (conversation: Conversation, rate: number): string | undefined => {
  const oracle = makeOracle(rate)
  let ledger = PlaybackLedger.make({ rate })
  for (const [t, turn] of conversation.entries()) {
    const from = ledger.queuedUntil
    const late: Array<{ itemId: string; contentIndex: number; samples: number }> = []
    for (const [i, { parts }] of turn.items.entries()) {
      for (const [contentIndex, { samples, inFlight }] of parts.entries()) {
        const itemId = `turn ${t} item ${i}`
        const name = { itemId, contentIndex }
        oracle.generate(itemId, contentIndex, samples + (turn.isEnded ? 0 : inFlight))
        ledger = PlaybackLedger.step(ledger, { _tag: "Received", part: name, samples })
        ledger = PlaybackLedger.step(ledger, { _tag: "Queued", part: name, samples })
        if (turn.isEnded) ledger = PlaybackLedger.step(ledger, { _tag: "Ended", part: name })
        else late.push({ itemId, contentIndex, samples: inFlight })
      }
    }
    const until = from + (ledger.queuedUntil - from) * turn.playedShare
    ledger = PlaybackLedger.step(ledger, { _tag: "Rendered", until, latencyMs: turn.latencyMs })
    for (let twice = 0; twice < 2; twice++) {
      const plan = interruptionPlan(ledger)
      for (const event of [...plan.truncate, ...plan.delete]) {
        const refused = oracle.answer(event)
        if (refused !== undefined) return refused
      }
      ledger = PlaybackLedger.step(PlaybackLedger.step(ledger, { _tag: "Cleared" }), { _tag: "Interrupted" })
      for (const { itemId, contentIndex, samples } of late) {
        ledger = PlaybackLedger.step(ledger, { _tag: "Received", part: { itemId, contentIndex }, samples })
      }
    }
  }
  return undefined
}
