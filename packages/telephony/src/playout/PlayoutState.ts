/** What a playout holds, takes and gives. Types only. */
import type { DialectFacts } from "../Dialect.ts"
import type { SampleQueue } from "./SampleQueue.ts"

export interface PlayoutOptions {
  /** Hz */
  readonly rate: number
  readonly facts: Pick<DialectFacts, "marks" | "markAt" | "frames" | "aheadMs">
  /** Samples in a frame of the carrier. Defaults to 20 ms. */
  readonly frameSamples?: number
}

/** Audio that the carrier plays without a gap. */
export interface Run {
  readonly number: number
  /** The position of its first sample. */
  readonly from: number
  /** When its first sample was sent, or will have begun to play. */
  readonly since: number
  /** Silence that was added to fill frames, in ms. */
  readonly paddedMs: number
  /** For the latest marks, when the first sample of the run would have been acknowledged. */
  readonly lags: ReadonlyArray<number>
}

/** A mark that was sent and has not come back. */
export interface Pending {
  readonly name: string
  /** The position after the last sample before it. */
  readonly at: number
  readonly run: number
  /** How long the run plays until the mark, in ms. */
  readonly afterMs: number
}

/** The state of a playout, as a value. */
export interface PlayoutState {
  readonly rate: number
  readonly frame: number
  readonly facts: PlayoutOptions["facts"]
  /** All samples that were queued. */
  readonly given: number
  /** The position after the last sample that was sent, or dropped by a clear. */
  readonly sent: number
  /** The position up to which the carrier has played for certain. */
  readonly acknowledged: number
  readonly queue: SampleQueue
  /** When the first of the waiting samples came. */
  readonly firstQueuedAt: number
  readonly lastQueuedAt: number
  readonly run: Run | undefined
  readonly runs: number
  /** The latest round trips of marks without audio before them, in ms. */
  readonly trips: ReadonlyArray<number>
  /** For the latest runs, the round trip of the first mark without the audio before it, in ms. */
  readonly starts: ReadonlyArray<number>
  /** Marks without audio before them, which measure the way. */
  readonly probes: ReadonlyArray<{ readonly name: string; readonly sentAt: number }>
  /** How many of them were sent, and when the last was. */
  readonly probed: number
  readonly probedAt: number
  readonly marks: ReadonlyArray<Pending>
  /** Samples sent since the last mark. */
  readonly unmarked: number
  readonly generation: number
  readonly number: number
  readonly isPaused: boolean
  /** When audio that is not counted, or that a clear could not drop, will have been played. */
  readonly busyUntil: number
}

export type PlayoutInput =
  | { readonly _tag: "Queued"; readonly samples: Int16Array }
  | { readonly _tag: "Marked"; readonly name: string }
  | { readonly _tag: "Clear" }
  | { readonly _tag: "Flow"; readonly isPaused: boolean }
  /** A frame of sound that is no part of what was queued. It is played if nothing else is. */
  | { readonly _tag: "Fill"; readonly samples: Int16Array }
  | { readonly _tag: "Time" }

export type PlayoutOutput =
  | { readonly _tag: "Audio"; readonly samples: Int16Array }
  | { readonly _tag: "Mark"; readonly name: string }
  | { readonly _tag: "Clear" }

/** The state after an input, and what to send in order. */
export interface PlayoutStep {
  readonly state: PlayoutState
  readonly outputs: ReadonlyArray<PlayoutOutput>
}
