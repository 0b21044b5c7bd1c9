/**
 * Both sides of the conversation as levels over time, for drawing: what you said, what was heard of the model, what of it is
 * still to be heard, and what will never be. Time is in ms on one clock, given by the caller; levels are peaks from 0 to 1.
 */
import { Pcm16 } from "@antiphon/audio"

/** Length of one level, in ms. */
export const barMs = 40
/** How many levels are kept of each side: more than any screen shows. */
const kept = 2048
const rate = 24_000
/** By how much a time may be off, in ms, and still follow the one before: what sounds without a gap is drawn without one. */
const jitterMs = 400
const barSamples = (rate * barMs) / 1000

export interface Bar {
  /** When it begins. */
  readonly at: number
  readonly level: number
}

export interface Waves {
  /** Samples of the user that end now. */
  readonly said: (samples: Int16Array, now: number) => void
  /** How loud the model was for the {@link barMs} that end now: where no player tells positions. */
  readonly heard: (level: number, now: number) => void
  /** Samples that wait to be played. */
  readonly queue: (samples: Int16Array) => void
  /** The player has rendered everything before the position `until`, of which the last `latencyMs` are not heard yet. */
  readonly rendered: (until: number, latencyMs: number, now: number) => void
  /** What waited is dropped; playback goes on at the position `resumesAt`. */
  readonly cleared: (until: number, latencyMs: number, resumesAt: number, now: number) => void
  /** The levels between two moments, oldest first. */
  readonly between: (
    from: number,
    to: number,
    now: number
  ) => {
    readonly you: ReadonlyArray<Bar>
    readonly heard: ReadonlyArray<Bar>
    readonly ahead: ReadonlyArray<Bar>
    readonly unheard: ReadonlyArray<Bar>
  }
}

export const makeWaves = (): Waves => {
  const you = makeTrack()
  const model = makeTrack()
  const lost = makeTrack()
  let waiting: Array<{ readonly position: number; level: number }> = []
  let given = 0
  let playedUntil = 0
  let toldAt = 0
  let saidUntil = 0
  let heardUntil = 0

  const play = (until: number, latencyMs: number, now: number): void => {
    playedUntil = Math.max(playedUntil, Math.min(until, given) - (latencyMs * rate) / 1000)
    toldAt = now
    while (waiting[0] !== undefined && waiting[0].position + barSamples <= playedUntil) {
      const { level, position } = waiting[0]
      const at = following(heardUntil, now - ((playedUntil - position) * 1000) / rate)
      model.put(at, level)
      lost.put(at, 0, true)
      heardUntil = at + barMs
      waiting.shift()
    }
  }

  return {
    said: (samples, now) => {
      const lengthMs = (samples.length * 1000) / rate
      const from = following(saidUntil, now - lengthMs)
      for (let at = 0; at < samples.length; at += barSamples) {
        you.put(from + (at * 1000) / rate, Pcm16.level(samples.subarray(at, at + barSamples)).peak)
      }
      saidUntil = from + lengthMs
    },
    heard: (level, now) => model.put(now - barMs, level),
    queue: (samples) => {
      for (let at = 0; at < samples.length;) {
        const position = given - (given % barSamples)
        const end = Math.min(samples.length, at + position + barSamples - given)
        const { peak } = Pcm16.level(samples.subarray(at, end))
        const last = waiting.at(-1)
        if (last?.position === position) last.level = Math.max(last.level, peak)
        else waiting.push({ position, level: peak })
        given += end - at
        at = end
      }
    },
    rendered: play,
    cleared: (until, latencyMs, resumesAt, now) => {
      play(until, latencyMs, now)
      const from = following(heardUntil, now)
      const [first] = waiting
      for (const { level, position } of waiting) {
        lost.put(from + ((position - (first?.position ?? position)) * 1000) / rate, level)
      }
      waiting = []
      given = resumesAt
      playedUntil = resumesAt
    },
    between: (from, to, now) => {
      const passed = waiting.length === 0 ? 0 : Math.min(now - toldAt, 200)
      const ahead = waiting.flatMap(({ level, position }) => {
        const at = now - passed + ((position - playedUntil) * 1000) / rate
        return at < from || at > to ? [] : [{ at: Math.max(at, now), level }]
      })
      return { you: you.between(from, to), heard: model.between(from, to), ahead, unheard: lost.between(from, to) }
    }
  }
}

const following = (last: number, at: number): number =>
  at - last <= jitterMs && last - at <= 2 * barMs ? last : Math.floor(at / barMs) * barMs

/** Levels by the time they began, in a ring. */
const makeTrack = () => {
  const levels = new Float32Array(kept)
  const slots = new Float64Array(kept).fill(-1)
  return {
    put: (at: number, level: number, erase = false): void => {
      const slot = Math.floor(at / barMs)
      if (slot < 0) return
      const index = slot % kept
      const isNew = slots[index] !== slot
      if (erase && isNew) return
      levels[index] = erase || isNew ? level : Math.max(levels[index] ?? 0, level)
      slots[index] = slot
    },
    between: (from: number, to: number): ReadonlyArray<Bar> => {
      const bars: Array<Bar> = []
      const last = Math.floor(to / barMs)
      for (let slot = Math.max(0, Math.ceil(from / barMs), last - kept + 1); slot <= last; slot++) {
        const level = levels[slot % kept] ?? 0
        if (slots[slot % kept] === slot && level > 0) bars.push({ at: slot * barMs, level })
      }
      return bars
    }
  }
}
