import type { DeleteEvent, TruncateEvent } from "../events.ts"
import { type PartAccount, PlaybackLedger } from "./PlaybackLedger.ts"

/** What to tell the server when the user interrupts, so that it remembers what was heard and nothing more. */
export interface InterruptionPlan {
  /** Parts heard in part, each at the last whole millisecond heard; later parts of such an item at 0. */
  readonly truncate: ReadonlyArray<TruncateEvent>
  /** Items of which less than a millisecond was heard, those without any audio yet among them. */
  readonly delete: ReadonlyArray<DeleteEvent>
  /** Ids of items that ended and were heard whole. */
  readonly keep: ReadonlyArray<string>
}

/**
 * The plan for an interruption now. Report the player's last position first; send the events after the response is
 * cancelled; then `step` the ledger with `Interrupted`, after which the plan is empty until more is received. No event in
 * it goes beyond what was received, or names a part without audio. Empty where the server owns playback: it truncates by
 * itself. Protocol section 2 (5a), (5b).
 */
export const interruptionPlan = (ledger: PlaybackLedger): InterruptionPlan => {
  const truncate: Array<TruncateEvent> = []
  const drop: Array<DeleteEvent> = []
  const keep: Array<string> = []
  const ms = (part: PartAccount): number => Math.floor((part.heard * 1000) / ledger.rate)
  const items = Map.groupBy(ledger.owner === "server" ? [] : PlaybackLedger.accounts(ledger), (part) => part.itemId)
  for (const [itemId, parts] of items) {
    const open = parts.filter((part) => !part.settled)
    const unfinished = open.filter((part) => part.unheard > 0 || !part.ended)
    if (open.length === parts.length && parts.every((part) => ms(part) === 0)) {
      drop.push({ type: "conversation.item.delete", item_id: itemId })
      continue
    }
    if (open.length > 0 && unfinished.length === 0) keep.push(itemId)
    for (const part of unfinished.filter(({ received }) => received > 0)) {
      truncate.push({
        type: "conversation.item.truncate",
        item_id: itemId,
        content_index: part.contentIndex,
        audio_end_ms: ms(part)
      })
    }
  }
  return { truncate, delete: drop, keep }
}
