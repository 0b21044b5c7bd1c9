/** The model's audio on its way to the user's ear, where the client plays it, and what of it was heard. */
import {
  type AudioFormat,
  type InterruptionPlan,
  interruptionPlan,
  OutputAudio,
  type Player,
  PlaybackLedger,
  type PlayerCleared,
  sampleRate
} from "@antiphon/audio"
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"

/** What plays: every player of `@antiphon/audio` is one. `clear` stops at once and says how far it came. */
export interface Speaker extends Pick<Player, "rate" | "queue" | "clear"> {}

export interface Playback {
  /** Takes an event; audio is played where `audible`, and is accounted for in any case. */
  readonly receive: (event: ServerEvent | UnknownEvent, audible: boolean) => void
  /** Silence from now on; the effect waits for how far the speaker came, at most 1 s, and enters it in the books. */
  readonly cut: () => Effect.Effect<void>
  /** What to tell the server of the items that `concerns`; told of once. */
  readonly plan: (concerns: (itemId: string) => boolean) => Pick<InterruptionPlan, "truncate" | "delete">
  /** Nothing received so far will be told of any more. */
  readonly settle: () => void
  /** When what was queued will have been played, in epoch ms, if the speaker never pauses. */
  readonly endsAt: () => number
}

const clearDeadline = "1 second"

export const makePlayback = (speaker: Speaker, format: AudioFormat, now: () => number): Playback => {
  const { push } = OutputAudio.make({ format })
  let endsAt = 0
  let ledger = PlaybackLedger.make({ rate: sampleRate(format) })

  /** The speaker counts every sample it was ever given, by another session or an application too; the ledger its own. */
  const book = ({ latencyMs, resumesAt, until }: PlayerCleared, queued: number): void => {
    ledger = PlaybackLedger.step(ledger, { _tag: "Rendered", until: until - (resumesAt - queued), latencyMs })
    ledger = PlaybackLedger.step(ledger, { _tag: "Cleared", until: queued })
  }

  return {
    receive: (event, audible) => {
      if (event.type === "conversation.item.deleted") {
        ledger = PlaybackLedger.step(ledger, { _tag: "Deleted", itemId: event.item_id })
        return
      }
      if (event.type === "response.content_part.added" && event.part.type?.endsWith("audio") === true) {
        const part = { itemId: event.item_id, contentIndex: event.content_index }
        ledger = PlaybackLedger.step(ledger, { _tag: "Received", part, samples: 0 })
      }
      for (const output of push(event)) {
        if (output._tag === "Ended") ledger = PlaybackLedger.step(ledger, { _tag: "Ended", part: output.part })
        if (output._tag !== "Audio") continue
        const { part, samples } = output
        ledger = PlaybackLedger.step(ledger, { _tag: "Received", part, samples: samples.length })
        if (!audible) continue
        speaker.queue(samples)
        endsAt = Math.max(now(), endsAt) + (samples.length * 1000) / speaker.rate
        ledger = PlaybackLedger.step(ledger, { _tag: "Queued", part, samples: samples.length })
      }
    },
    cut: () => {
      endsAt = 0
      const queued = ledger.queuedUntil
      const clearing = speaker.clear()
      return Effect.promise(() => clearing).pipe(
        Effect.map((cleared) => book(cleared, queued)),
        Effect.timeoutOption(clearDeadline),
        Effect.catchCause(() => Effect.void)
      )
    },
    plan: (concerns) => {
      const all = interruptionPlan(ledger)
      const plan = {
        truncate: all.truncate.filter((event) => concerns(event.item_id)),
        delete: all.delete.filter((event) => concerns(event.item_id))
      }
      for (const { audio_end_ms: audioEndMs, content_index: contentIndex, item_id: itemId } of plan.truncate) {
        ledger = PlaybackLedger.step(ledger, { _tag: "Truncated", part: { itemId, contentIndex }, audioEndMs })
      }
      for (const { item_id: itemId } of plan.delete) {
        ledger = PlaybackLedger.step(ledger, { _tag: "Deleted", itemId })
      }
      return plan
    },
    settle: () => {
      ledger = PlaybackLedger.step(ledger, { _tag: "Interrupted" })
    },
    endsAt: () => endsAt
  }
}
