/** The model's audio on its way to the user's ear, where the client plays it, and what of it was heard. */
import {
  type AudioFormat,
  type InterruptionPlan,
  interruptionPlan,
  type LedgerInput,
  OutputAudio,
  PlaybackLedger,
  type PlayerCleared,
  sampleRate
} from "@antiphon/audio"
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"
import type { Speaker } from "../Speaker.ts"

export interface Playback {
  /**
   * Takes an event; audio is played where `audible` and of the speaker's rate, and is accounted for in any case. `format` is
   * that of the event's response, and stays what it was when the response began.
   */
  readonly receive: (event: ServerEvent | UnknownEvent, audible: boolean, format: AudioFormat) => void
  /** Silence from now on; the effect waits for how far the speaker came, at most 1 s, and enters it in the books. */
  readonly cut: () => Effect.Effect<void>
  /** What to tell the server of the items that `concerns`; told of once. */
  readonly plan: (concerns: (itemId: string) => boolean) => Pick<InterruptionPlan, "truncate" | "delete">
  /** Nothing received so far will be told of any more. */
  readonly settle: () => void
  /** When what was queued will have been played, in epoch ms, if the speaker never pauses. */
  readonly endsAt: () => number
}

/** Reads the audio of one response. */
interface Reader extends OutputAudio {
  /** Hz */
  readonly rate: number
}

const responseOf = (event: ServerEvent | UnknownEvent): string | undefined => {
  switch (event.type) {
    case "response.done":
      return event.response.id
    case "response.content_part.added":
    case "response.content_part.done":
    case "response.output_audio.delta":
    case "response.output_audio.done":
      return event.response_id
    default:
      return undefined
  }
}

/** The connection has left out repeats already, and knows more of ids than one response does. */
const noRepeat = (): boolean => false

const clearDeadline = "1 second"

/** `onFailure`: the speaker threw. What it was given then is not heard, and the session goes on. */
export const makePlayback = (
  speaker: Speaker,
  now: () => number,
  onFailure: () => void = () => undefined
): Playback => {
  const safely = <A>(ask: () => A): A | undefined => {
    try {
      return ask()
    } catch {
      onFailure()
      return undefined
    }
  }
  const readers = new Map<string, Reader>()
  let endsAt = 0
  let clearing = 0
  let ledger = PlaybackLedger.make({ rate: speaker.rate })

  const enter = (input: LedgerInput): void => {
    ledger = PlaybackLedger.step(ledger, input)
  }
  /** The speaker counts every sample it was ever given, by another session or an application too; the ledger its own. */
  const book = ({ latencyMs, resumesAt, until }: PlayerCleared, queued: number): void => {
    enter({ _tag: "Rendered", until: until - (resumesAt - queued), latencyMs })
    enter({ _tag: "Cleared", until: queued })
  }
  /** What was heard by now, so that the ledger can let it go; not while a clear is under way, which drops what nobody heard. */
  const look = (): void => {
    if (clearing > 0) return
    const position = safely(() => speaker.position())
    if (position === undefined) return
    const { given, latencyMs, until } = position
    enter({ _tag: "Rendered", until: until - (given - ledger.queuedUntil), latencyMs })
  }
  const readerOf = (responseId: string, format: AudioFormat): Reader => {
    const reader = readers.get(responseId) ?? {
      ...OutputAudio.make({ format, isRepeat: noRepeat }),
      rate: sampleRate(format)
    }
    readers.set(responseId, reader)
    return reader
  }

  return {
    receive: (event, audible, format) => {
      if (event.type === "conversation.item.deleted") return enter({ _tag: "Deleted", itemId: event.item_id })
      const responseId = responseOf(event)
      if (responseId === undefined) return
      if (event.type === "response.content_part.added" && event.part?.type?.endsWith("audio") === true) {
        look()
        enter({ _tag: "Received", part: { itemId: event.item_id, contentIndex: event.content_index }, samples: 0 })
      }
      const { push, rate } = readerOf(responseId, format)
      for (const output of push(event)) {
        if (output._tag === "Ended") enter({ _tag: "Ended", part: output.part })
        if (output._tag !== "Audio") continue
        const { part, samples } = output
        const fits = rate === speaker.rate
        enter({
          _tag: "Received",
          part,
          samples: fits ? samples.length : Math.floor((samples.length * speaker.rate) / rate)
        })
        if (!audible || !fits) continue
        if (safely(() => (speaker.queue(samples), true)) === undefined) continue
        endsAt = Math.max(now(), endsAt) + (samples.length * 1000) / speaker.rate
        enter({ _tag: "Queued", part, samples: samples.length })
      }
      if (event.type === "response.done") readers.delete(responseId)
    },
    cut: () => {
      endsAt = 0
      clearing += 1
      const queued = ledger.queuedUntil
      const cleared = safely(() => speaker.clear())
      return Effect.promise(() => Promise.resolve(cleared)).pipe(
        Effect.map((progress) => (progress === undefined ? undefined : book(progress, queued))),
        Effect.timeoutOption(clearDeadline),
        Effect.catchCause(() => Effect.void),
        Effect.ensuring(
          Effect.sync(() => {
            clearing -= 1
            enter({ _tag: "Cleared", until: queued })
          })
        )
      )
    },
    plan: (concerns) => {
      const all = interruptionPlan(ledger)
      const plan = {
        truncate: all.truncate.filter((event) => concerns(event.item_id)),
        delete: all.delete.filter((event) => concerns(event.item_id))
      }
      for (const { audio_end_ms: audioEndMs, content_index: contentIndex, item_id: itemId } of plan.truncate) {
        enter({ _tag: "Truncated", part: { itemId, contentIndex }, audioEndMs })
      }
      for (const { item_id: itemId } of plan.delete) {
        enter({ _tag: "Deleted", itemId })
      }
      return plan
    },
    settle: () => enter({ _tag: "Interrupted" }),
    endsAt: () => endsAt
  }
}
