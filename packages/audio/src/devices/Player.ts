/** Where a player is, in samples: the position counts every sample ever given to it, those it dropped too. */
export interface PlayerPosition {
  /** Everything before this was rendered, or dropped by a clear. */
  readonly until: number
  /** How much of what was rendered has not reached the ear yet, in ms. */
  readonly latencyMs: number
}

/** Where a player is in all that it was given. */
export interface PlayerProgress extends PlayerPosition {
  /** Every sample given to it so far. */
  readonly given: number
}

/** What a clear did: playback stopped at `until` and goes on, with samples queued since, at `resumesAt`. */
export interface PlayerCleared extends PlayerPosition {
  readonly resumesAt: number
}

/** Plays PCM16 of one rate, block after block, and says how far it is. Feed its positions to the playback ledger. */
export interface Player {
  /** Hz */
  readonly rate: number
  /** Queues a copy of the samples behind all that was queued before. */
  readonly queue: (samples: Int16Array) => void
  /** How far it is, as far as it knows by now. */
  readonly position: () => PlayerProgress
  /** Silence now: drops what is not rendered. Samples queued after this call play. */
  readonly clear: () => Promise<PlayerCleared>
  /** Ends it; nothing plays after. */
  readonly close: () => Promise<void>
}

/** What every player is made with. */
export interface PlayerOptions {
  /** Hz of the samples; the Realtime API gives 24 000. */
  readonly rate: number
  /** Told every 20 ms while it plays, and until what it played has been heard. */
  readonly onPosition?: (position: PlayerPosition) => void
}
