/** Where the model is heard: a player that keeps the account of every item and draws the wave of it. */
import { type DeviceError, type Outcome, type PlayedPart, succeed, WebPlayer } from "@antiphon/audio"
import workletUrl from "@antiphon/audio/worklets/player.js?url"
import type { Speaker } from "@antiphon/session"
import * as Playout from "../state/Playout.ts"
import type { Waves } from "../state/Waves.ts"

export interface Loudspeaker {
  readonly speaker: Speaker
  /** Names the part that the samples queued from now on belong to. */
  readonly about: (part: PlayedPart) => void
  readonly playout: () => Playout.Playout
  readonly close: () => Promise<void>
}

export const openLoudspeaker = async (options: {
  readonly waves: Waves
  readonly now: () => number
  /** Told when the account changed. */
  readonly changed: () => void
}): Promise<Outcome<Loudspeaker, DeviceError>> => {
  const { changed, now, waves } = options
  let playout = Playout.silentPlayout
  let part: PlayedPart = { itemId: "", contentIndex: 0 }
  const made = await WebPlayer.make({
    rate: 24_000,
    workletUrl,
    onPosition: ({ latencyMs, until }) => {
      waves.rendered(until, latencyMs, now())
      playout = Playout.rendered(playout, until, latencyMs)
      changed()
    }
  })
  if (made._tag === "Failure") return made
  const player = made.success
  // Not awaited: without a click it stays pending.
  player.resume().catch(() => {})
  return succeed({
    speaker: {
      rate: player.rate,
      queue: (samples) => {
        player.queue(samples)
        waves.queue(samples)
        playout = Playout.queued(playout, part, samples)
        changed()
      },
      clear: async () => {
        const told = await player.clear()
        waves.cleared(told.until, told.latencyMs, told.resumesAt, now())
        playout = Playout.cleared(playout, told.until, told.latencyMs, told.resumesAt)
        changed()
        return told
      }
    },
    about: (named) => {
      part = named
    },
    playout: () => playout,
    close: player.close
  })
}
