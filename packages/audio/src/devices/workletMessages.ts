/** Names under which the worklet files register their processors. Your own file must use the same. */
export const playerName = "antiphon-player"
export const captureName = "antiphon-capture"

/** Options of the player's processor. */
export interface PlayerSettings {
  /** Hz of the queued samples. */
  readonly rate: number
}

/** A message to the player. It queues PCM16 behind the rest, drops what is left, or ends the player. */
export type ToPlayer =
  | { readonly _tag: "Queue"; readonly samples: Int16Array }
  | { readonly _tag: "Clear"; readonly id: number }
  | { readonly _tag: "Close" }

/**
 * A message from the player. It reports how many of all queued samples are rendered, every 20 ms while it plays and for
 * a second after. A clear is answered with the position at which it stopped and the one at which it continues.
 */
export type FromPlayer =
  | { readonly _tag: "Position"; readonly until: number; readonly idleMs: number }
  | { readonly _tag: "Cleared"; readonly id: number; readonly until: number; readonly resumesAt: number }

/** Options of the capture's processor. */
export interface CaptureSettings {
  /** Hz of the samples that it posts. */
  readonly rate: number
  /** Samples in each block it posts, an `Int16Array`. */
  readonly blockLength: number
}
