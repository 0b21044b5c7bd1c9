import type { DeleteEvent, TruncateEvent } from "../events.ts"
import type { PartAccount } from "./LedgerInput.ts"
import { PlaybackLedger } from "./PlaybackLedger.ts"

/** The events to send to the server when the user interrupts, so that it remembers what was heard and nothing more. */
export interface InterruptionPlan {
  /**
   * Truncates parts that were heard in part, each at the last whole millisecond heard. Later parts of such an item are
   * truncated at 0.
   */
  readonly truncate: ReadonlyArray<TruncateEvent>
  /** Deletes items of which less than a millisecond was heard, including those without any audio yet. */
  readonly delete: ReadonlyArray<DeleteEvent>
  /** Ids of items that ended and were heard whole. They need no event. */
  readonly keep: ReadonlyArray<string>
}

/**
 * Plans an interruption at this moment.
 *
 * Report the player's last position first. Send the events after the response is cancelled. Then `step` the ledger with
 * `Interrupted`, after which the plan is empty until more is received. No event goes beyond what was received, or names
 * a part without audio. The plan is empty if the server owns playback, because the server truncates by itself. See
 * section 2 (5a) and (5b) of the protocol paper.
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
