/**
 * Detects turns by loudness, with an energy gate over 24 kHz PCM16 and an adaptive noise floor. It is cheap and
 * deterministic, and it mistakes music or a slammed door for speech. Pure.
 *
 * Levels are in dB relative to full scale. A frame has 10 ms. A constant offset is filtered out first, so it is not
 * loud. Every turn ends. A noise that stays the same becomes the floor at any level, and a turn ends after
 * {@link longestTurn} frames.
 */
import type { TurnEvent } from "./TurnEvent.ts"

const frameSamples = 240
const framesPerSecond = 100
/** How many of the last `onsetWindow` frames must be loud to start a turn. */
const onsetLoud = 5
const onsetWindow = 8
/** How many frames before the deciding frame a turn may start. */
const onsetReach = 15
/** How far above the floor speech must be, in dB, to start a turn, to count as its first sound, and to continue it. */
const above = { onset: 12, rise: 7, speech: 9 }
/** How far speech may fall below its loudest level, in dB. */
const dynamics = 26
/**
 * A noise is steady if it stays within `steadyRange` dB over a window. Half of the window has `watchedFrames` frames.
 */
const watchedFrames = 200
const steadyRange = 10
/** How many frames a turn may have, 5 minutes. */
const longestTurn = 300 * framesPerSecond
/** The pole of the filter that removes a constant offset. It is 3 dB down at 19 Hz, which is below every voice. */
const pole = 0.995

/** The settings of a session that the gate uses. */
export interface GateSettings {
  /**
   * The `threshold` of `server_vad`, 0 to 1. Speech must start at least at -52 dB for 0, -40 dB for 0.5 and -28 dB for
   * 1.
   */
  readonly threshold: number
  /** The `silence_duration_ms` of `server_vad`, which ends a turn. */
  readonly silenceMs: number
}

/** The state of the gate between two blocks of samples. */
export interface GateState {
  /** Samples of an unfinished frame. */
  readonly rest: Int16Array
  /** How many frames were judged. */
  readonly frame: number
  /** The last sample into the filter, or `undefined` before the first, and the last one out of it. */
  readonly filter: { readonly last: number | undefined; readonly out: number }
  /** The noise floor in dB. */
  readonly floor: number
  /** The power of the last frame. A level is the mean power of two frames. */
  readonly power: number
  /** The last levels before speech, newest last. */
  readonly recent: ReadonlyArray<number>
  /** The open turn. */
  readonly speech: Speech | undefined
}

/** A turn that has not ended. Its positions are frames. */
interface Speech {
  readonly since: number
  readonly peak: number
  readonly lastLoud: number
  /** The levels of the last half of the window, and of the half that is being filled. */
  readonly before: Range | undefined
  readonly current: Range
}

/** The range of levels of some frames in a row. */
interface Range {
  readonly frames: number
  readonly lowest: number
  readonly highest: number
}

const noLevels: Range = { frames: 0, lowest: Infinity, highest: -Infinity }

/** The state before the first sample. */
export const start: GateState = {
  rest: new Int16Array(0),
  frame: 0,
  filter: { last: undefined, out: 0 },
  floor: -50,
  power: 0,
  recent: [],
  speech: undefined
}

/** Judges the next block, which may have any length. Positions in the events count samples since {@link start}. */
export const listen =
  (settings: GateSettings) =>
  (state: GateState, samples: Int16Array): readonly [GateState, ReadonlyArray<TurnEvent>] => {
    const block = join(state.rest, samples)
    const whole = block.length - (block.length % frameSamples)
    const events: Array<TurnEvent> = []
    let now = state
    for (let at = 0; at < whole; at += frameSamples) {
      now = judge(settings, now, block.subarray(at, at + frameSamples), events)
    }
    if (now.speech === undefined) {
      events.push({ _tag: "Silence", until: Math.max(0, now.frame - onsetReach - onsetWindow) * frameSamples })
    }
    return [{ ...now, rest: block.slice(whole) }, events]
  }

const judge = (settings: GateSettings, state: GateState, samples: Int16Array, events: Array<TurnEvent>): GateState => {
  const { filter, power } = meanPower(state.filter, samples)
  const level = 10 * Math.log10((state.power + power) / 2 + 1e-9)
  const lowest = -64 + 24 * settings.threshold
  const floor = Math.max(lowest, follow(state.floor, level, state.speech !== undefined))
  const frame = state.frame + 1
  const next = { ...state, filter, power, floor, frame }
  return state.speech === undefined
    ? beforeSpeech(next, level, events)
    : inSpeech(settings, { state: next, speech: state.speech, level }, events)
}

/** Lowers the floor to quieter levels, and raises it slowly to louder ones. A lasting noise so becomes the floor. */
const follow = (floor: number, level: number, speaking: boolean): number =>
  level < floor ? floor + (level - floor) * 0.1 : floor + (speaking ? 0.5 : 6) / framesPerSecond

const beforeSpeech = (state: GateState, level: number, events: Array<TurnEvent>): GateState => {
  const recent = [...state.recent.slice(1 - onsetReach - onsetWindow), level]
  const loud = recent.slice(-onsetWindow).filter((each) => each >= state.floor + above.onset)
  if (loud.length < onsetLoud) return { ...state, recent }
  const first = recent.length - quietBefore(recent, state.floor + above.rise)
  events.push({ _tag: "SpeechStarted", at: Math.max(0, state.frame - first) * frameSamples })
  const peak = Math.max(...recent)
  const speech = { since: state.frame, peak, lastLoud: state.frame, before: undefined, current: noLevels }
  return { ...state, recent: [], speech }
}

/** Returns where the sound rose. It is the index after the last two quiet frames in a row before the loud ones. */
const quietBefore = (levels: ReadonlyArray<number>, quiet: number): number => {
  for (let i = levels.length - onsetLoud; i > 0; i--) {
    if ((levels[i] ?? 0) < quiet && (levels[i - 1] ?? 0) < quiet) return i + 1
  }
  return 0
}

const inSpeech = (
  settings: GateSettings,
  { level, speech, state }: { readonly state: GateState; readonly speech: Speech; readonly level: number },
  events: Array<TurnEvent>
): GateState => {
  const watched = watch(speech, level)
  const floor = Math.max(state.floor, steadyLevel(watched) ?? -Infinity)
  const peak = Math.max(level, speech.peak - 4 / framesPerSecond)
  const loud = level >= Math.max(floor + above.speech, peak - dynamics)
  const lastLoud = loud ? state.frame : speech.lastLoud
  const isOpen = (state.frame - lastLoud) * 10 < settings.silenceMs && state.frame - speech.since < longestTurn
  if (isOpen) return { ...state, floor, speech: { ...watched, peak, lastLoud } }
  events.push({ _tag: "SpeechStopped", at: lastLoud * frameSamples })
  return { ...state, floor, speech: undefined }
}

const watch = (speech: Speech, level: number): Speech => {
  const isFull = speech.current.frames === watchedFrames
  const { frames, highest, lowest } = isFull ? noLevels : speech.current
  return {
    ...speech,
    before: isFull ? speech.current : speech.before,
    current: { frames: frames + 1, lowest: Math.min(lowest, level), highest: Math.max(highest, level) }
  }
}

/**
 * Returns the level of a noise that was steady for the whole window. Speech is never steady, because it falls between
 * words.
 */
const steadyLevel = ({ before, current }: Speech): number | undefined => {
  if (before === undefined || current.frames < watchedFrames) return undefined
  const highest = Math.max(before.highest, current.highest)
  return highest - Math.min(before.lowest, current.lowest) <= steadyRange ? highest : undefined
}

/** Returns the power of a frame without its constant offset. */
const meanPower = (
  filter: GateState["filter"],
  samples: Int16Array
): { readonly filter: GateState["filter"]; readonly power: number } => {
  let { out } = filter
  let last = filter.last ?? samples[0] ?? 0
  let sum = 0
  for (const sample of samples) {
    out = sample - last + pole * out
    last = sample
    sum += out * out
  }
  return { filter: { last, out }, power: sum / samples.length / 0x4000_0000 }
}

const join = (a: Int16Array, b: Int16Array): Int16Array => {
  if (a.length === 0) return b
  const joined = new Int16Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}
