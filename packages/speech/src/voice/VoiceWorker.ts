/** What the voice and the thread that speaks say to each other. */
import type { Sentence } from "./Flite.ts"

/** Speak this. Ids grow. */
export interface Ask extends Sentence {
  readonly id: number
}

export type Told =
  | { readonly _tag: "Ready" }
  /** The next 24 kHz PCM16 samples of the sentence that was asked for last. */
  | { readonly _tag: "Audio"; readonly samples: Int16Array }
  /** No more of that sentence: it is spoken, or was cancelled. */
  | { readonly _tag: "Spoken" }
  | { readonly _tag: "Failed"; readonly detail: string }

/** A thread that speaks one sentence after another. */
export interface VoiceWorker {
  readonly ask: (sentence: Ask) => void
  /** Sentences up to this id are no longer wanted: none of them begins, and one that is spoken ends early. */
  readonly cancel: (id: number) => void
  /** Ends the thread at once, whatever it does. */
  readonly terminate: () => void
}

/** Starts a thread; throws or calls `died` where that fails. It says `Ready` once. */
export type Spawn = (handlers: {
  readonly told: (message: Told) => void
  readonly died: (detail: string, cause?: unknown) => void
}) => VoiceWorker
