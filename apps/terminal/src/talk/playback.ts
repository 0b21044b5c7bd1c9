/** Whether everything that came has been played. */
import type { Player } from "@antiphon/audio"

/** A player, and what is known of its sound. */
export interface Playback {
  readonly speaker: Player
  /** Whether everything that came was played to its end. Nothing is said for certain right after a cut. */
  readonly isQuiet: () => boolean
}

/** How long a cut may take until the conversation shows how much was heard, in ms. */
const settlingMs = 2000

/** Watches a player. A player that was cleared has nothing to play, although its sound was not heard to the end. */
export const watchPlayback = (player: Player): Playback => {
  let cutAt = -Infinity
  const speaker: Player = {
    ...player,
    clear: () => {
      const { given, until } = player.position()
      if (until < given) cutAt = performance.now()
      return player.clear()
    }
  }
  const isQuiet = () => {
    const { given, latencyMs, until } = player.position()
    return until >= given && latencyMs === 0 && performance.now() - cutAt > settlingMs
  }
  return { speaker, isQuiet }
}
