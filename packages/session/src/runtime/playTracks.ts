/** Audio that travels in tracks, on its way to the speaker. The ledger has none of it, because the server plays. */
import type { Player } from "@antiphon/audio"
import type { Media } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** Plays the server's audio that travels in tracks until they end. Calls `failed` for each block that the speaker refuses. */
export const playTracks = (media: Media, speaker: Pick<Player, "queue">, failed: () => void): Effect.Effect<void> => {
  const queue = (samples: Int16Array): void => {
    try {
      speaker.queue(samples)
    } catch {
      failed()
    }
  }
  const playing = Stream.runForEachArray(media.incoming, (blocks) => Effect.sync(() => blocks.forEach(queue)))
  return Effect.catch(playing, () => Effect.void)
}
