/**
 * Finds turns by loudness alone: an energy gate over 24 kHz PCM16 with an adaptive noise floor. Cheap and deterministic;
 * it takes music or a slammed door for speech. Levels are dB relative to full scale, frames 10 ms. Only what moves is
 * loud: a constant offset is filtered out first. Every turn ends: a noise that stays the same becomes the floor, at any
 * level, and a turn of {@link longestTurn} frames is closed.
 */
import type { TurnEvent } from "./TurnEvent.ts"

const frameSamples = 240
const framesPerSecond = 100
/** Frames that must be loud among the last `onsetWindow` before speech is believed. */
const onsetLoud = 5
const onsetWindow = 8
/** How far back the start may lie before the frame that convinced, in frames. */
const onsetReach = 15
/** How far above the floor speech begins, its first sound lies, and it goes on, in dB. */
const above = { onset: 12, rise: 7, speech: 9 }
/** How far below its loudest speech may fall, in dB. */
const dynamics = 26
/** Frames of one half of the window over which a noise is watched, and the range in dB within which it stays the same. */
const watchedFrames = 200
const steadyRange = 10
/** Five minutes. */
const longestTurn = 300 * framesPerSecond
/** The pole of the filter that takes a constant offset away: -3 dB at 19 Hz, below every voice. */
const pole = 0.995

export interface GateSettings {
  /** `threshold` of `server_vad`, 0 to 1: how loud speech must begin at least, from -52 dB (0) over -40 dB (0.5) to -28 dB (1). */
  readonly threshold: number
  /** `silence_duration_ms` of `server_vad`: silence that ends a turn. */
  readonly silenceMs: number
}

/** Where the gate stands between two blocks of samples. */
export interface GateState {
  /** Samples of an unfinished frame. */
  readonly rest: Int16Array
  /** Frames judged so far. */
  readonly frame: number
  /** The filter: its last sample in, none before the first, and its last one out. */
  readonly filter: { readonly last: number | undefined; readonly out: number }
  readonly floor: number
  /** Power of the last frame; a level is that of two frames. */
  readonly power: number
  /** The latest levels before speech, newest last. */
  readonly recent: ReadonlyArray<number>
  /** The turn that is open. */
  readonly speech: Speech | undefined
}

interface Speech {
  readonly since: number
  readonly peak: number
  readonly lastLoud: number
  /** The levels of the half of the window before, and of the half that is being filled. */
  readonly before: Range | undefined
  readonly current: Range
}

/** Levels of some frames in a row. */
interface Range {
  readonly frames: number
  readonly lowest: number
  readonly highest: number
}

const noLevels: Range = { frames: 0, lowest: Infinity, highest: -Infinity }

export const start: GateState = {
  rest: new Int16Array(0),
  frame: 0,
  filter: { last: undefined, out: 0 },
  floor: -50,
  power: 0,
  recent: [],
  speech: undefined
}

/** Judges the next block, of any length. Positions in the events count samples since {@link start}. */
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
    : inSpeech(settings, next, state.speech, level, events)
}

/** The floor falls with what is quieter and rises slowly with what is not, so that a lasting noise becomes the floor. */
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

/** Index after the last two quiet frames in a row that lie before the loud ones: where the sound rose. */
const quietBefore = (levels: ReadonlyArray<number>, quiet: number): number => {
  for (let i = levels.length - onsetLoud; i > 0; i--) {
    if ((levels[i] ?? 0) < quiet && (levels[i - 1] ?? 0) < quiet) return i + 1
  }
  return 0
}

const inSpeech = (
  settings: GateSettings,
  state: GateState,
  speech: Speech,
  level: number,
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

/** The level of a noise that stayed the same for the whole window. Speech does not: it falls between its words. */
const steadyLevel = ({ before, current }: Speech): number | undefined => {
  if (before === undefined || current.frames < watchedFrames) return undefined
  const highest = Math.max(before.highest, current.highest)
  return highest - Math.min(before.lowest, current.lowest) <= steadyRange ? highest : undefined
}

/** The power of a frame without its constant part. */
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
