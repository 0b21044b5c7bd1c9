import type { Speaker } from "@antiphon/client"

/** A speaker whose time belongs to the test. Nothing is played until `listen` says for how long. */
export interface Ear extends Speaker {
  /** Plays this many ms of the queued samples. Defaults to all of them. */
  readonly listen: (ms?: number) => void
  /** Returns the samples that were played, 24 kHz. */
  readonly heard: () => Int16Array
  /** Resolves once this many ms were queued, played or not. */
  readonly given: (ms: number) => Promise<void>
}

export const makeEar = (): Ear => {
  const given: Array<number> = []
  const heard: Array<number> = []
  let until = 0
  let look = () => {}
  const position = () => ({ until, latencyMs: 0, given: given.length })
  return {
    rate: 24_000,
    queue: (samples) => {
      for (const sample of samples) given.push(sample)
      look()
    },
    position,
    clear: async () => {
      const stopped = position()
      until = given.length
      return { ...stopped, resumesAt: until }
    },
    listen: (ms = Infinity) => {
      const to = Math.min(given.length, until + ms * 24)
      for (; until < to; until++) heard.push(given[until] ?? 0)
    },
    heard: () => Int16Array.from(heard),
    given: (ms) =>
      new Promise((resolve) => {
        look = () => (given.length >= ms * 24 ? resolve() : undefined)
        look()
      })
  }
}
