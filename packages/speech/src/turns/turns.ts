/**
 * From the probability of speech, one for each frame of 32 ms, to turns. Speech is believed after 96 ms of it; a turn ends
 * with the first frame of a silence that lasts.
 */
import type { TurnEvent } from "./TurnEvent.ts"
import type { Thresholds } from "./TurnSettings.ts"

/** Samples at 24 kHz of one frame. */
export const turnFrame = 768
/** Frames of speech that must come before it is believed: a click is shorter. */
const believed = 3
/** Frames after which a turn is closed: five minutes. No sound that the model takes for speech keeps a turn open for ever. */
const longestTurn = 9375
/** The probability crosses the threshold up to two frames after the first sound; this is the usual. */
const lateFrames = 1

export interface TurnState {
  /** Frames judged so far. */
  readonly frame: number
  /** Speech that is not believed yet: where it began and how many frames it has. */
  readonly rising: { readonly since: number; readonly frames: number } | undefined
  /** The turn that is open: the frame that it began with, and the one that its silence began with. */
  readonly turn: Turn | undefined
}

interface Turn {
  readonly since: number
  readonly silentSince: number | undefined
}

export const start: TurnState = { frame: 0, rising: undefined, turn: undefined }

/** Judges the next frame. Without a turn that is open or about to open there is a `Silence` for each frame. */
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
  return now.frames < believed
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

const startOf = (frame: number): number => Math.max(0, frame - lateFrames) * turnFrame
