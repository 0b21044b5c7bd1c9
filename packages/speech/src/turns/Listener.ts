import { Resampler } from "@antiphon/audio"
import * as Silero from "../silero/Silero.ts"
import type { Weights } from "../silero/Weights.ts"
import type { TurnEvent } from "./TurnEvent.ts"
import { judge, start } from "./turns.ts"
import { type TurnSettings, thresholds } from "./TurnSettings.ts"

/** Hears one stream of audio, 24 kHz PCM16 mono, in blocks of any length. */
export interface Listener {
  /** What this block tells. Synchronous: about 0.2 ms of work for each 32 ms of audio. */
  readonly hear: (samples: Int16Array) => ReadonlyArray<TurnEvent>
}

export const makeListener = (weights: Weights, settings: TurnSettings): Listener => {
  const limits = thresholds(settings)
  const resampler = Resampler.make({ from: 24_000, to: 16_000 })
  const silero = Silero.make(weights)
  const frame = new Float32Array(Silero.frameSamples)
  let filled = 0
  let state = start
  return {
    hear: (samples) => {
      const events: Array<TurnEvent> = []
      for (const sample of resampler.process(samples)) {
        frame[filled++] = sample / 32768
        if (filled < frame.length) continue
        filled = 0
        const [next, told] = judge(limits, state, silero.process(frame))
        state = next
        events.push(...told)
      }
      return events
    }
  }
}
