/** A speaker that renders by a clock of its own, and the ear before it, which remembers what came when. */
import type { Player, PlayerCleared } from "@antiphon/audio"
import type { Clock } from "../world/Clock.ts"
import type { Plan } from "../script/Plan.ts"
import type { Heard } from "../story/Story.ts"

/** A stretch of the model's voice, in samples of the speaker. */
export interface Stretch {
  readonly answer: number
  readonly packet: number
  readonly samples: number
}

export interface Speaker {
  readonly rate: number
  readonly queue: (stretches: ReadonlyArray<Stretch>) => void
  readonly position: Player["position"]
  /** Stops at once, and returns how far the speaker came. */
  readonly clear: () => PlayerCleared
}

export interface Ear {
  readonly speaker: Speaker
  /** Everything that came out of the speaker until now. */
  readonly heard: () => ReadonlyArray<Heard>
}

/**
 * Of what is rendered `latencyMs` have not been heard yet. The position is `exact`, or known in steps of 100 ms. The speaker
 * runs `speed` times as fast as time does, and stands still in its pauses.
 */
export const makeEar = (clock: Clock, { exact, format, latencyMs, pauses, speed }: Plan): Ear => {
  const rate = format === "audio/pcm" ? 24_000 : 8000
  const perMs = (rate / 1000) * speed
  const coarse = rate / 10
  const heard: Array<Heard> = []
  let waiting: Array<{ readonly stretch: Stretch; samples: number }> = []
  let queued = 0
  let rendered = 0
  let at = 0

  const hear = ({ answer, packet }: Stretch, samples: number): void => {
    const heardSamples = (samples * 24_000) / rate
    const last = heard.at(-1)
    if (last?.answer === answer && last.packet === packet) {
      heard.splice(-1, 1, { ...last, samples: last.samples + heardSamples })
    } else heard.push({ answer, packet, samples: heardSamples, at })
  }
  /** How long the speaker ran since it was looked at. */
  const ranMs = (now: number): number =>
    pauses.reduce(
      (ms, { forMs, fromMs }) => ms - Math.max(0, Math.min(now, fromMs + forMs) - Math.max(at, fromMs)),
      now - at
    )
  const advance = (): void => {
    const now = clock.now()
    if (waiting.length === 0) {
      at = now
      return
    }
    const spare = ranMs(now)
    let room = Math.round(spare * perMs)
    at = now - spare
    let played = 0
    for (const run of waiting) {
      if (room === 0) break
      const samples = Math.min(room, run.samples)
      hear(run.stretch, samples)
      run.samples -= samples
      room -= samples
      rendered += samples
      at += samples / perMs
      if (run.samples === 0) played += 1
    }
    waiting = waiting.slice(played)
    at = now
  }
  return {
    speaker: {
      rate,
      position: () => {
        advance()
        return { until: exact ? rendered : rendered - (rendered % coarse), latencyMs, given: queued }
      },
      queue: (stretches) => {
        advance()
        for (const stretch of stretches) {
          queued += stretch.samples
          waiting.push({ stretch, samples: stretch.samples })
        }
      },
      clear: () => {
        advance()
        const cleared: PlayerCleared = { until: rendered, latencyMs, resumesAt: queued }
        rendered = queued
        waiting = []
        return cleared
      }
    },
    heard: () => {
      advance()
      return heard
    }
  }
}
