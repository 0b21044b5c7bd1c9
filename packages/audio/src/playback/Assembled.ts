import type { AudioFormat, PcmFormat, SamplesOf } from "../samples/AudioFormat.ts"
import type { OutputEvent } from "../events.ts"

/** Identifies one content part of one item of one response. */
export interface PartRef {
  readonly responseId: string
  readonly itemId: string
  readonly contentIndex: number
}

/** What an event added to an assembly. Offsets are samples from the start of the part. */
export type Assembled<F extends AudioFormat = PcmFormat> =
  /** The next audio of a part. It is a view of memory that never changes. Copy it before you transfer or alter it. */
  | { readonly _tag: "Audio"; readonly part: PartRef; readonly offset: number; readonly samples: SamplesOf<F> }
  /** The next words, and how much of the part's audio had arrived before them. */
  | { readonly _tag: "Transcript"; readonly part: PartRef; readonly offset: number; readonly text: string }
  /** No more audio of this part follows. `samples` counts all of it. */
  | { readonly _tag: "Ended"; readonly part: PartRef; readonly samples: number }
  | { readonly _tag: "Irregular"; readonly part: PartRef; readonly reason: Irregularity; readonly event: OutputEvent }

/** What was wrong with an event. Everything that is left out is reported by one of these, together with its event. */
export type Irregularity =
  /** The part was not announced by `response.content_part.added`. It is opened, and the event counts. */
  | { readonly _tag: "Unannounced" }
  /** The delta came after its part ended. It was not added. */
  | { readonly _tag: "Late" }
  /**
   * The event has the type, the id and the content of one of the last 64 events. It was not added. After two different
   * events of one type had the same id, ids are ignored and no event is a duplicate.
   */
  | { readonly _tag: "Duplicate"; readonly eventId: string }
  /** Audio is missing at `offset`. A delta is not base64, or a part ends inside a sample. */
  | { readonly _tag: "Gap"; readonly offset: number; readonly detail: string }
  /** The final transcript differs from its joined deltas. The final one counts. */
  | { readonly _tag: "TranscriptDiffers"; readonly assembled: string }

/** A piece of a transcript, and how many samples of its part had arrived before it. */
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
  /** The first sample that is still kept under the retention policy. Equals `samples` if none is. */
  readonly keptFrom: number
  readonly ended: boolean
  readonly transcript: string
  readonly pieces: ReadonlyArray<TranscriptPiece>
}
