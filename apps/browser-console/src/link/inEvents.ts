/** Carries a conversation over WebSocket. Audio travels in events. The page plays it and knows what was heard. */
import { type PlayedPart, WebPlayer } from "@antiphon/audio"
import workletUrl from "@antiphon/audio/worklets/player.js?url"
import { make } from "@antiphon/transport-websocket/browser"
import * as Playout from "../state/Playout.ts"
import type { Carriage, CarriageOptions } from "./Carriage.ts"
import { makeOutput } from "./output.ts"

/** Opens the player. Rejects if the page cannot play audio. */
export const carryInEvents = async ({ changed, now, waves }: CarriageOptions): Promise<Carriage> => {
  let playout = Playout.silentPlayout
  let part: PlayedPart = { itemId: "", contentIndex: 0 }
  const context = new AudioContext({ sampleRate: 24_000, latencyHint: "interactive" })
  const output = makeOutput(context)
  const made = await WebPlayer.make({
    context,
    destination: output.node,
    rate: 24_000,
    workletUrl,
    onPosition: ({ latencyMs, until }) => {
      waves.rendered(until, latencyMs, now())
      const { speeches } = playout
      playout = Playout.rendered(playout, until, latencyMs)
      // The player reports its position while it plays silence too.
      if (playout.speeches !== speeches) changed()
    }
  })
  if (made._tag === "Failure") {
    await context.close()
    throw made.failure
  }
  const player = made.success
  // The system may suspend the context, e.g. for a phone call.
  const keepRunning = (): void => {
    if (context.state !== "closed" && context.state !== "running") context.resume().catch(() => {})
  }
  document.addEventListener("visibilitychange", keepRunning)
  context.addEventListener("statechange", keepRunning)
  /** Stops playback at once. The rest is dropped. */
  const clear = async () => {
    const position = await player.clear()
    waves.cleared(position.until, position.latencyMs, position.resumesAt, now())
    playout = Playout.cleared(playout, position.until, position.latencyMs, position.resumesAt)
    changed()
    return position
  }
  // Not awaited, because without a click it stays pending.
  context.resume().catch(() => {})
  return {
    transport: make(),
    speaker: {
      rate: player.rate,
      position: player.position,
      queue: (samples) => {
        player.queue(samples)
        waves.queue(samples)
        playout = Playout.queued(playout, part, samples)
        changed()
      },
      clear
    },
    received: (event) => {
      if (event.type === "response.output_audio.delta") {
        part = { itemId: event.item_id, contentIndex: event.content_index }
      }
    },
    playout: () => playout,
    carry: async () => false,
    useDevices: async ({ loudspeaker, volume }) => {
      output.setVolume(volume)
      await output.setLoudspeaker(loudspeaker)
    },
    level: output.level,
    close: async () => {
      await clear()
      document.removeEventListener("visibilitychange", keepRunning)
      context.removeEventListener("statechange", keepRunning)
      await player.close()
      await context.close()
    }
  }
}
