/** A speaker that has played half of what it was given when it is cleared. */
export const makeSpeaker = (rate: number) => {
  const speaker = { rate, played: 0, cleared: 0 }
  return {
    ...speaker,
    queue(samples: Int16Array) {
      this.played += samples.length
    },
    clear() {
      this.cleared += 1
      return Promise.resolve({ until: Math.floor(this.played / 2), latencyMs: 0, resumesAt: this.played })
    }
  }
}
