/** What a playback ledger takes, and the accounts that it gives. */

/** Identifies a content part of an item. Playback is accounted by part. */
export interface PlayedPart {
  readonly itemId: string
  readonly contentIndex: number
}

/** What happened to audio. Samples are at the ledger's rate. Positions count every sample ever queued, from 0. */
export type LedgerInput =
  /** Audio of a part arrived. 0 samples announce the part. */
  | { readonly _tag: "Received"; readonly part: PlayedPart; readonly samples: number }
  /** No more audio of the part follows. */
  | { readonly _tag: "Ended"; readonly part: PlayedPart }
  /** Received audio was passed to the player, behind everything that was queued before. */
  | { readonly _tag: "Queued"; readonly part: PlayedPart; readonly samples: number }
  /**
   * The player has rendered the queue up to the position `until`. The last `latencyMs` of it have not reached the ear.
   * A report that goes back, or past what was queued, is clamped.
   */
  | { readonly _tag: "Rendered"; readonly until: number; readonly latencyMs?: number }
  /**
   * The player dropped what it had not rendered and continues at the position `until`. Defaults to the end of the
   * queue.
   */
  | { readonly _tag: "Cleared"; readonly until?: number }
  /** The user interrupted and the plan was carried out. The player is cleared, and every known part is settled. */
  | { readonly _tag: "Interrupted" }
  /** The server truncated the part (`conversation.item.truncated`). */
  | { readonly _tag: "Truncated"; readonly part: PlayedPart; readonly audioEndMs: number }
  /** The item is gone from the conversation (`conversation.item.deleted`). */
  | { readonly _tag: "Deleted"; readonly itemId: string }

/** The account of one part in samples. `heard + unheard = received`. */
export interface PartAccount extends PlayedPart {
  readonly received: number
  readonly queued: number
  readonly heard: number
  readonly unheard: number
  /** No more audio of it follows. */
  readonly ended: boolean
  /** It was interrupted, truncated or deleted. Its account is closed and no plan names it again. */
  readonly settled: boolean
}
