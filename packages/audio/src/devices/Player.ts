/** The position of a player in samples. It counts every sample ever queued, including those that were dropped. */
export interface PlayerPosition {
  /** Everything before this was rendered, or dropped by a clear. */
  readonly until: number
  /** How much of the rendered audio has not reached the ear yet, in ms. */
  readonly latencyMs: number
}

/** The position of a player among everything that was queued. */
export interface PlayerProgress extends PlayerPosition {
  /** All samples queued so far. */
  readonly given: number
}

/** The result of a clear. Playback stopped at `until`, and continues at `resumesAt` with samples queued since. */
export interface PlayerCleared extends PlayerPosition {
  readonly resumesAt: number
}

/** Plays PCM16 of one rate, block after block, and reports its position. Enter the positions in the playback ledger. */
export interface Player {
  /** Hz */
  readonly rate: number
  /** Queues a copy of the samples behind all that was queued before. */
  readonly queue: (samples: Int16Array) => void
  /** Returns its latest known position. */
  readonly position: () => PlayerProgress
  /** Stops at once and drops what is not rendered. Samples queued after this call play. */
  readonly clear: () => Promise<PlayerCleared>
  /** Ends the player. Nothing plays after. */
  readonly close: () => Promise<void>
}

/** Options of every player. */
export interface PlayerOptions {
  /** Hz of the samples. The Realtime API uses 24 000. */
  readonly rate: number
  /** Called every 20 ms while it plays, and until everything played has reached the ear. */
  readonly onPosition?: (position: PlayerPosition) => void
}
