import type { AudioFormat, PcmFormat, SamplesOf } from "../samples/AudioFormat.ts"
import type { OutputEvent } from "../events.ts"

/** Names one content part of one item of one response. */
export interface PartRef {
  readonly responseId: string
  readonly itemId: string
  readonly contentIndex: number
}

/** What an event added to an assembly. Offsets are samples from the start of the part. */
export type Assembled<F extends AudioFormat = PcmFormat> =
  /** The next audio of a part: a view of memory that never changes; copy it before you transfer or alter it. */
  | { readonly _tag: "Audio"; readonly part: PartRef; readonly offset: number; readonly samples: SamplesOf<F> }
  /** The next words, and how much of the part's audio had come by then. */
  | { readonly _tag: "Transcript"; readonly part: PartRef; readonly offset: number; readonly text: string }
  /** No more audio of this part will come; `samples` is all of it. */
  | { readonly _tag: "Ended"; readonly part: PartRef; readonly samples: number }
  | { readonly _tag: "Irregular"; readonly part: PartRef; readonly reason: Irregularity; readonly event: OutputEvent }

/** What was wrong with an event. Nothing is left out without one of these, and each comes with its event. */
export type Irregularity =
  /** A part that no `response.content_part.added` announced. It is opened and the event taken. */
  | { readonly _tag: "Unannounced" }
  /** A delta after its part ended. Not added. */
  | { readonly _tag: "Late" }
  /**
   * The type, the event id and the content of one of the last 64 events. Not added. Once different events of one type have
   * had one id, ids are not trusted and nothing is a duplicate.
   */
  | { readonly _tag: "Duplicate"; readonly eventId: string }
  /** Audio is missing at `offset`: a delta that is not base64, or a part that ends inside a sample. */
  | { readonly _tag: "Gap"; readonly offset: number; readonly detail: string }
  /** The final transcript is not what its deltas came to. The final one stands. */
  | { readonly _tag: "TranscriptDiffers"; readonly assembled: string }

/** A piece of a transcript, and how many samples of its part had come when it came. */
export interface TranscriptPiece {
  readonly text: string
  readonly offset: number
}

/** One part so far. */
export interface AssembledPart {
  readonly ref: PartRef
  readonly outputIndex: number
  /** Samples received. */
  readonly samples: number
  /** The first sample still kept under the retention policy; equal to `samples` when none is. */
  readonly keptFrom: number
  readonly ended: boolean
  readonly transcript: string
  readonly pieces: ReadonlyArray<TranscriptPiece>
}
