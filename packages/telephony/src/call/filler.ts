/** A sound for the caller while a tool runs, so that the line does not seem dead. */
import { sampleRate } from "@antiphon/audio"
import type { Tool } from "@antiphon/session"
import * as Effect from "effect/Effect"
import type { Call } from "./Call.ts"

export interface FillerOptions {
  /** PCM16 at the rate of the call's `playFormat`. It is played again and again. Defaults to a quiet tone every 2 s. */
  readonly sound?: Int16Array
  /** How long a tool may run in silence, in ms. Defaults to 1 s. */
  readonly afterMs?: number
}

const toneMs = 150
const everyMs = 2000

/** A quiet tone with soft ends, and silence. */
export const quietTone = (rate: number): Int16Array => {
  const out = new Int16Array((rate * everyMs) / 1000)
  const length = (rate * toneMs) / 1000
  for (let at = 0; at < length; at += 1) {
    out[at] = Math.round(700 * Math.sin((Math.PI * at) / length) * Math.sin((2 * Math.PI * 440 * at) / rate))
  }
  return out
}

/** Plays the filler of a call until it is interrupted, beginning after a time. */
export const fillSoon = (call: Call, options: FillerOptions): Effect.Effect<never> => {
  const { afterMs = 1000, sound = quietTone(sampleRate(call.playFormat)) } = options
  return Effect.andThen(Effect.sleep(afterMs), call.fill(sound))
}

/** The tools, with a filler on the call while one of them runs long. The model knows nothing of it. */
export const withFiller = (call: Call, tools: ReadonlyArray<Tool>, options: FillerOptions = {}): ReadonlyArray<Tool> =>
  tools.map((tool) => ({
    ...tool,
    run: (argumentsText, context) => Effect.raceFirst(tool.run(argumentsText, context), fillSoon(call, options))
  }))
