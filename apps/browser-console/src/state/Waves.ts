/**
 * Both sides of the conversation as levels over time, for drawing. They are the user, and the played and queued audio of the model.
 * An interruption drops the queued audio, and leaves a cut at its moment. Time is in ms on one clock of the caller. Levels are peaks from 0 to 1. One value lives as long as a session.
 */
import { Pcm16 } from "@antiphon/audio"

/** The length of one level, in ms. */
export const barMs = 40
/** The number of levels that are kept of each side. It is more than any screen shows. */
const kept = 2048
/** How many interruptions are kept. */
const mostCuts = 200
/** Samples per second. */
const rate = 24_000
/** How much a time may be off, in ms, and still follow the one before. Audio without a gap is drawn without one. */
const jitterMs = 400
/** Samples of one level. */
const barSamples = (rate * barMs) / 1000

/** A level at its time. */
export interface Bar {
  /** When it begins. */
  readonly at: number
  /** The level from 0 to 1. */
  readonly level: number
}

/** Takes the audio of both sides and gives its levels. */
export interface Waves {
  /** Takes samples of the user that end now. */
  readonly said: (samples: Int16Array, now: number) => void
  /** Takes the model's level of the {@link barMs} that end now. Use it if no player reports positions. */
  readonly heard: (level: number, now: number) => void
  /** Takes samples that wait to be played. */
  readonly queue: (samples: Int16Array) => void
  /** The player has rendered everything before the position `until`, of which the last `latencyMs` are not heard yet. */
  readonly rendered: (until: number, latencyMs: number, now: number) => void
  /** The queue is dropped, and playback continues at the position `resumesAt`. */
  readonly cleared: (until: number, latencyMs: number, resumesAt: number, now: number) => void
  /** Returns the levels between two moments, oldest first. */
  readonly between: (
    from: number,
    to: number,
    now: number
  ) => {
    readonly you: ReadonlyArray<Bar>
    readonly heard: ReadonlyArray<Bar>
    readonly ahead: ReadonlyArray<Bar>
    /** The moments of interruptions. */
    readonly cuts: ReadonlyArray<number>
  }
}

/** Makes the waves of a session. */
export const makeWaves = (): Waves => {
  const you = makeTrack()
  const model = makeTrack()
  const cuts: Array<number> = []
  let waiting: Array<{ readonly position: number; level: number }> = []
  let given = 0
  let playedUntil = 0
  let reportedAt = 0
  let saidUntil = 0
  let heardUntil = 0

  const play = (until: number, latencyMs: number, now: number): void => {
    playedUntil = Math.max(playedUntil, Math.min(until, given) - (latencyMs * rate) / 1000)
    reportedAt = now
    while (waiting[0] !== undefined && waiting[0].position + barSamples <= playedUntil) {
      const { level, position } = waiting[0]
      const at = following(heardUntil, now - ((playedUntil - position) * 1000) / rate)
      model.put(at, level)
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
      // Dropped audio has no place in time. Only the moment of the interruption does.
      if (waiting.length > 0) cuts.push(following(heardUntil, now))
      if (cuts.length > mostCuts) cuts.shift()
      waiting = []
      given = resumesAt
      playedUntil = resumesAt
    },
    between: (from, to, now) => {
      const passed = waiting.length === 0 ? 0 : Math.min(now - reportedAt, 200)
      const ahead = waiting.flatMap(({ level, position }) => {
        const at = now - passed + ((position - playedUntil) * 1000) / rate
        return at < from || at > to ? [] : [{ at: Math.max(at, now), level }]
      })
      return {
        you: you.between(from, to),
        heard: model.between(from, to),
        ahead,
        cuts: cuts.filter((at) => at >= from && at <= to)
      }
    }
  }
}

/** The start of a level, without a gap if the time is nearly that of the one before. */
const following = (last: number, at: number): number =>
  at - last <= jitterMs && last - at <= 2 * barMs ? last : Math.floor(at / barMs) * barMs

/** Keeps levels by their start, in a ring. */
const makeTrack = () => {
  const levels = new Float32Array(kept)
  const slots = new Float64Array(kept).fill(-1)
  return {
    put: (at: number, level: number): void => {
      const slot = Math.floor(at / barMs)
      if (slot < 0) return
      const index = slot % kept
      const isNew = slots[index] !== slot
      levels[index] = isNew ? level : Math.max(levels[index] ?? 0, level)
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
