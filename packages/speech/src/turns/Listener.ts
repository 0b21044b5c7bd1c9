/** The detector for one stream of audio. It holds the state of that stream and no resource, so nothing closes it. */
import { Resampler } from "@antiphon/audio"
import { nameOf, need } from "../check.ts"
import * as Silero from "../silero/Silero.ts"
import type { Weights } from "../silero/Weights.ts"
import type { TurnEvent } from "./TurnEvent.ts"
import { judge, pauseOf, start } from "./turns.ts"
import { type TurnSettings, thresholds } from "./TurnSettings.ts"

/** Detects turns in one stream of 24 kHz PCM16 mono. */
export interface Listener {
  /**
   * Takes the next samples, in a block of any length, and returns the events that they complete. Synchronous. It
   * takes about 0.2 ms for each 32 ms of audio.
   */
  readonly process: (samples: Int16Array) => ReadonlyArray<TurnEvent>
  /**
   * How much silence the open turn has at its end so far, in ms. It is 0 while somebody speaks and when no turn is open.
   * Work on a turn may begin at its first pause, before the turn ends.
   */
  readonly pauseMs: () => number
}

/** Makes a listener. Many listeners may share the weights. */
export const makeListener = (weights: Weights, settings: TurnSettings): Listener => {
  const limits = thresholds(settings)
  const resampler = Resampler.make({ from: 24_000, to: 16_000 })
  const silero = Silero.make(weights)
  const frame = new Float32Array(Silero.frameSamples)
  let filled = 0
  let state = start
  const process: Listener["process"] = (samples) => {
    const message = () => `process takes an Int16Array of 24 kHz PCM16, not ${nameOf(samples)}.`
    need(process, nameOf(samples) === "Int16Array", message)
    const events: Array<TurnEvent> = []
    for (const sample of resampler.process(samples)) {
      frame[filled++] = sample / 32768
      if (filled < frame.length) continue
      filled = 0
      const [next, found] = judge(limits, state, silero.process(frame))
      state = next
      events.push(...found)
    }
    return events
  }
  return { process, pauseMs: () => pauseOf(state) }
}
