/** A speaker that renders by the clock, and the ear before it, which remembers what came when. */
import type { PlayerCleared } from "@antiphon/audio"
import type { Speaker } from "@antiphon/session"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Plan } from "./Plan.ts"
import type { Heard } from "./Story.ts"
import { markOf, runsOf } from "./voices.ts"

const samplesPerMs = 24
/** The steps of a position that is not exact, in samples. */
const coarse = 100 * samplesPerMs

export interface Ear {
  readonly speaker: Speaker
  /** Everything that came out of the speaker until now. */
  readonly heard: () => ReadonlyArray<Heard>
}

/**
 * Of what is rendered `latencyMs` have not been heard yet. The speaker says how far it came after `clearMs`. Its position is
 * `exact`, or known in steps of 100 ms.
 */
export const makeEar = ({ clearMs, latencyMs, exact }: Pick<Plan, "clearMs" | "exact" | "latencyMs">) =>
  Effect.gen(function* () {
    const context = yield* Effect.context<never>()
    const clock = yield* Clock.Clock
    const heard: Array<Heard> = []
    let waiting: Array<{ readonly sample: number; count: number }> = []
    let queued = 0
    let rendered = 0
    let at = clock.currentTimeMillisUnsafe()

    const hear = (sample: number, samples: number): void => {
      const { answer, packet } = markOf(sample)
      const last = heard.at(-1)
      if (last?.answer === answer && last.packet === packet) {
        heard.splice(-1, 1, { ...last, samples: last.samples + samples })
      } else heard.push({ answer, packet, samples, at })
    }

    const advance = (): void => {
      const now = clock.currentTimeMillisUnsafe()
      let room = Math.round((now - at) * samplesPerMs)
      let played = 0
      for (const run of waiting) {
        if (room === 0) break
        const samples = Math.min(room, run.count)
        hear(run.sample, samples)
        run.count -= samples
        room -= samples
        rendered += samples
        at += samples / samplesPerMs
        if (run.count === 0) played += 1
      }
      waiting = waiting.slice(played)
      at = now
    }

    const position = () => {
      advance()
      return { until: exact ? rendered : rendered - (rendered % coarse), latencyMs, given: queued }
    }
    const speaker: Speaker = {
      rate: 24_000,
      position,
      queue: (samples) => {
        advance()
        queued += samples.length
        for (const [sample, count] of runsOf(samples)) waiting.push({ sample, count })
      },
      clear: () => {
        advance()
        const cleared: PlayerCleared = { until: rendered, latencyMs, resumesAt: queued }
        rendered = queued
        waiting = []
        return clearMs === 0
          ? Promise.resolve(cleared)
          : Effect.runPromiseWith(context)(Effect.as(Effect.sleep(clearMs), cleared))
      }
    }
    const ear: Ear = {
      speaker,
      heard: () => {
        advance()
        return heard
      }
    }
    return ear
  })
