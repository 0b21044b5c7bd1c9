import type { PlayerCleared } from "@antiphon/audio"

/** A speaker that has played half of what it was given when it is cleared. */
export const makeSpeaker = (rate: number) => {
  const speaker = { rate, played: 0, cleared: 0 }
  return {
    ...speaker,
    queue(samples: Int16Array) {
      this.played += samples.length
    },
    position() {
      return { until: 0, latencyMs: 0, given: this.played }
    },
    clear() {
      this.cleared += 1
      return Promise.resolve({ until: Math.floor(this.played / 2), latencyMs: 0, resumesAt: this.played })
    }
  }
}

/** A speaker of 24 kHz that has rendered nothing that it knows of, and says how far it came when the test does. */
export const lateSpeaker = () => {
  const cleared = Promise.withResolvers<PlayerCleared>()
  let given = 0
  const speaker = {
    rate: 24_000,
    position: () => ({ until: 0, latencyMs: 0, given }),
    queue: (samples: Int16Array) => {
      given += samples.length
    },
    clear: () => cleared.promise
  }
  return { speaker, cleared }
}
