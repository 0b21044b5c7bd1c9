import type { AudioFormat, PcmFormat, SamplesOf } from "./AudioFormat.ts"
import type { OutputEvent } from "./events.ts"

/** Names one content part of one item of one response. */
export interface PartRef {
  readonly responseId: string
  readonly itemId: string
  readonly contentIndex: number
}

/** What an event added to the assembly. Offsets are samples from the start of the part. */
export type Assembled<F extends AudioFormat = PcmFormat> =
  | { readonly _tag: "Audio"; readonly part: PartRef; readonly offset: number; readonly samples: SamplesOf<F> }
  | { readonly _tag: "Transcript"; readonly part: PartRef; readonly offset: number; readonly text: string }
  | { readonly _tag: "Ended"; readonly part: PartRef; readonly samples: number }
  | { readonly _tag: "Irregular"; readonly part: PartRef; readonly reason: Irregularity; readonly event: OutputEvent }

/** What was wrong with an event: nothing is dropped without one of these, and each carries the event. */
export type Irregularity =
  /** A delta for a part that was never announced; the part is opened and the delta kept. */
  | { readonly _tag: "Unannounced" }
  /** A delta after its part ended; not added. */
  | { readonly _tag: "Late" }
  /** An event id seen before; not added. */
  | { readonly _tag: "Duplicate"; readonly eventId: string }
  /** A delta that is not base64: its audio is missing at `offset`. */
  | { readonly _tag: "Gap"; readonly offset: number; readonly detail: string }

/** Which audio the assembly keeps; chunks are handed out by `push` whatever it keeps. */
export type Retention = "all" | "none" | { readonly lastMs: number }

/** The audio and transcript of one part so far. */
export interface AssembledPart {
  readonly ref: PartRef
  /** Samples received. */
  readonly samples: number
  /** The first sample still kept under the retention policy. */
  readonly keptFrom: number
  readonly ended: boolean
  readonly transcript: string
  /** The transcript's pieces, each with the sample count of the part when it came. */
  readonly alignment: ReadonlyArray<{ readonly text: string; readonly offset: number }>
}

export interface OutputAssembly<F extends AudioFormat = PcmFormat> {
  readonly format: F
  /** What the event added; events of other kinds add nothing. */
  readonly push: (event: OutputEvent) => ReadonlyArray<Assembled<F>>
  /** The parts in order of arrival, of one item or of all. */
  readonly parts: (itemId?: string) => ReadonlyArray<AssembledPart>
  /** The kept audio of a part as linear PCM16, in one copy; empty for an unknown part. */
  readonly samples: (part: PartRef) => Int16Array
  /** The kept audio of a part in the bytes of its format, in one copy; empty for an unknown part. */
  readonly bytes: (part: PartRef) => Uint8Array
  /** The kept audio of a part as blocks of at most `length` floats, for players. */
  readonly blocks: (part: PartRef, length: number) => Iterable<Float32Array>
}
export declare const OutputAssembly: {
  /** `format` defaults to 24 kHz PCM16, `retention` to all. */
  readonly make: {
    (options?: { readonly retention?: Retention }): OutputAssembly
    <F extends AudioFormat>(options: { readonly format: F; readonly retention?: Retention }): OutputAssembly<F>
  }
}
