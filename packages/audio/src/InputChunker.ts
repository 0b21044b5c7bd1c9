import type { AudioFormat, PcmFormat, SamplesOf } from "./AudioFormat.ts"
import type { AppendEvent, CommitEvent } from "./events.ts"
import type { Outcome } from "./Outcome.ts"

/** The server refuses a commit of less than 100 ms (`input_audio_buffer_commit_empty`), so this one was not sent. */
export declare class CommitTooShort extends Error {
  readonly _tag: "CommitTooShort"
  /** Audio since the last commit, in ms. */
  readonly heldMs: number
}

/** Cuts any frames into `input_audio_buffer.append` events of one length, and counts what the server's buffer holds. */
export interface InputChunker<F extends AudioFormat = PcmFormat> {
  readonly format: F
  /** Audio appended or held back since the last commit, clear or reset, in samples. */
  readonly samples: number
  /** The whole chunks that these samples complete. */
  readonly push: (samples: SamplesOf<F>) => ReadonlyArray<AppendEvent>
  /** What is held back, as one shorter event; none when nothing is. */
  readonly flush: () => ReadonlyArray<AppendEvent>
  /** The remainder and the commit; below 100 ms nothing is sent and the audio stays held. */
  readonly commit: () => Outcome<ReadonlyArray<AppendEvent | CommitEvent>, CommitTooShort>
  /** Drops what is held back and starts counting anew: the server committed or cleared its buffer itself. */
  readonly reset: () => void
}
export declare const InputChunker: {
  /** `chunkMs` defaults to 100 ms, `format` to 24 kHz PCM16. */
  readonly make: {
    (options?: { readonly chunkMs?: number }): InputChunker
    <F extends AudioFormat>(options: { readonly format: F; readonly chunkMs?: number }): InputChunker<F>
  }
}
