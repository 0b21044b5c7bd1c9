/** Collects the audio of the answer and places it on the time of the recording. */
import { OutputAssembly, Timeline } from "@antiphon/audio"
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { heard, samplesPerMs } from "./Model.ts"
import { concat } from "./readInput.ts"
import type { Stage } from "./Stage.ts"

/** Collects the answer of one turn. */
export interface Ear {
  /** Marks now as the start of the recording. */
  readonly start: Effect.Effect<void>
  /** Takes an event. Its audio plays when it arrives, or right after the audio that still plays. */
  readonly take: (event: ServerEvent | UnknownEvent) => Effect.Effect<void>
  /** The whole answer so far. */
  readonly reply: () => Int16Array
  /** The answer on the time of the recording. */
  readonly timeline: Timeline
  /** Where the answer stops playing, in ms from the start of the recording. */
  readonly endsAtMs: () => number
}

/**
 * Times come from the clock if the recording is `paced` in real time. Otherwise they are those of the recording. An answer then
 * starts at the end of the turn plus the time that the server took, and has no gaps.
 */
export const makeEar = (stage: Stage, paced: boolean): Ear => {
  const assembly = OutputAssembly.make()
  const timeline = Timeline.make()
  // The time of the clock that stands for a time of the recording.
  let anchor = { clockMs: 0, recordingMs: 0 }

  const beginnings = new Map<string, number>()

  const take = Effect.fnUntraced(function* (event: ServerEvent | UnknownEvent) {
    const clockMs = yield* Clock.currentTimeMillis
    if (event.type === "input_audio_buffer.speech_stopped" && typeof event.audio_end_ms === "number" && !paced) {
      anchor = { clockMs, recordingMs: event.audio_end_ms }
    }
    for (const assembled of assembly.push(event)) {
      if (assembled._tag !== "Audio") continue
      const { part, samples } = assembled
      const arrived = Math.round((anchor.recordingMs + clockMs - anchor.clockMs) * samplesPerMs)
      const began = beginnings.get(part.responseId) ?? arrived
      beginnings.set(part.responseId, began)
      const offset = timeline.add("assistant", paced ? arrived : began, samples)
      yield* stage.update((model) => heard(model, offset, samples))
    }
  })

  return {
    start: Effect.map(Clock.currentTimeMillis, (clockMs) => {
      anchor = { clockMs, recordingMs: 0 }
    }),
    take,
    reply: () => concat(assembly.parts().map(({ ref }) => assembly.samples(ref))),
    timeline,
    endsAtMs: () => timeline.length / samplesPerMs
  }
}
