/**
 * Turns the probability of speech of each 32 ms frame into the events of turns. Pure. A turn starts after 96 ms of
 * speech. It ends where a silence began that lasted long enough.
 */
import type { TurnEvent } from "./TurnEvent.ts"
import type { Thresholds } from "./TurnSettings.ts"

/** How many samples at 24 kHz a frame has. */
export const turnFrame = 768
/** How many frames of speech start a turn. A click has fewer. */
const framesToStart = 3
/**
 * After how many frames a turn is ended, 5 minutes. A sound that the model mistakes for speech cannot keep a turn open.
 */
const longestTurn = 9375
/**
 * How many frames late the model usually is. The probability crosses the threshold up to two frames after the first
 * sound.
 */
const lateFrames = 1

/** What is known before the next frame. */
export interface TurnState {
  /** How many frames were judged. */
  readonly frame: number
  /** Speech that is too short for a turn so far. `since` is its first frame, `frames` how many it has. */
  readonly rising: { readonly since: number; readonly frames: number } | undefined
  /** The open turn. */
  readonly turn: Turn | undefined
}

/** A turn that has not ended. */
interface Turn {
  /** Its first frame. */
  readonly since: number
  /** The first frame of the silence at its end so far. */
  readonly silentSince: number | undefined
}

/** The state before the first frame. */
export const start: TurnState = { frame: 0, rising: undefined, turn: undefined }

/** Judges the next frame. Emits a `Silence` for each frame while no turn is open or about to open. */
export const judge = (
  thresholds: Thresholds,
  state: TurnState,
  probability: number
): readonly [TurnState, ReadonlyArray<TurnEvent>] =>
  state.turn === undefined
    ? beforeSpeech(thresholds, state, probability)
    : inSpeech(thresholds, state, state.turn, probability)

const beforeSpeech = (
  { silence, speech }: Thresholds,
  { frame, rising }: TurnState,
  probability: number
): readonly [TurnState, ReadonlyArray<TurnEvent>] => {
  const next = frame + 1
  if (probability < speech) {
    const still = probability < silence ? undefined : rising
    return [
      { frame: next, rising: still, turn: undefined },
      [{ _tag: "Silence", until: startOf(still?.since ?? next) }]
    ]
  }
  const now = { since: rising?.since ?? frame, frames: (rising?.frames ?? 0) + 1 }
  return now.frames < framesToStart
    ? [{ frame: next, rising: now, turn: undefined }, []]
    : [
        { frame: next, rising: undefined, turn: { since: now.since, silentSince: undefined } },
        [{ _tag: "SpeechStarted", at: startOf(now.since) }]
      ]
}

const inSpeech = (
  { silence, silenceSamples, speech }: Thresholds,
  { frame }: TurnState,
  turn: Turn,
  probability: number
): readonly [TurnState, ReadonlyArray<TurnEvent>] => {
  const next = frame + 1
  const silentSince =
    probability >= speech ? undefined : (turn.silentSince ?? (probability < silence ? frame : undefined))
  const isSilent = silentSince !== undefined && (next - silentSince) * turnFrame >= silenceSamples
  if (!isSilent && next - turn.since < longestTurn) {
    return [{ frame: next, rising: undefined, turn: { ...turn, silentSince } }, []]
  }
  const at = (silentSince ?? next) * turnFrame
  return [{ frame: next, rising: undefined, turn: undefined }, [{ _tag: "SpeechStopped", at }]]
}

/** How much silence the open turn has at its end, in ms. */
export const pauseOf = ({ frame, turn }: TurnState): number =>
  turn?.silentSince === undefined ? 0 : ((frame - turn.silentSince) * turnFrame) / 24

const startOf = (frame: number): number => Math.max(0, frame - lateFrames) * turnFrame
