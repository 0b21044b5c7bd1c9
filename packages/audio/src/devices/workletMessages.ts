/** The names under which the worklet files register their processors; an own file must use the same. */
export const playerName = "antiphon-player"
export const captureName = "antiphon-capture"

/** Options of the player's processor. */
export interface PlayerSettings {
  /** Hz of the samples that come. */
  readonly rate: number
}

/** To the player: PCM16 to play after the rest; the order to drop what is left; the order to end. */
export type ToPlayer =
  | { readonly _tag: "Queue"; readonly samples: Int16Array }
  | { readonly _tag: "Clear"; readonly id: number }
  | { readonly _tag: "Close" }

/**
 * From the player: how many of the samples it was ever given it has rendered, every 20 ms while it plays and for a second
 * after. A clear is answered with the position it stopped at and the one it goes on from.
 */
export type FromPlayer =
  | { readonly _tag: "Position"; readonly until: number; readonly idleMs: number }
  | { readonly _tag: "Cleared"; readonly id: number; readonly until: number; readonly resumesAt: number }

/** Options of the capture's processor. */
export interface CaptureSettings {
  /** Hz of the samples it gives. */
  readonly rate: number
  /** Samples in each block it posts, an `Int16Array`. */
  readonly blockLength: number
}
