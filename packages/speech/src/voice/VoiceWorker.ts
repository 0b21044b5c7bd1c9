/** The messages between the voice and its worker thread. Both sides import this file, so it holds types only. */
import type { Sentence } from "./Flite.ts"

/** Asks the worker to speak a sentence. Each id is greater than the one before. */
export interface SpeakRequest extends Sentence {
  readonly id: number
}

/** What the worker sends. */
export type FromWorker =
  /** The worker can speak. Sent once. */
  | { readonly _tag: "Ready" }
  /** The next 24 kHz PCM16 samples of the sentence that was requested last. */
  | { readonly _tag: "Audio"; readonly samples: Int16Array }
  /** The sentence is spoken or cancelled. No more of its audio follows. */
  | { readonly _tag: "Spoken" }
  /** The sentence could not be spoken. The worker goes on. */
  | { readonly _tag: "Failed"; readonly detail: string }

/** A thread that speaks one sentence after another. */
export interface VoiceWorker {
  readonly speak: (request: SpeakRequest) => void
  /** Cancels the sentences up to this id. None of them begins, and one that is being spoken ends early. */
  readonly cancel: (id: number) => void
  /** Ends the thread immediately, whatever it is doing. */
  readonly terminate: () => void
}

/** Starts a worker. Throws or calls `onDied` if it cannot start. */
export type Spawn = (handlers: {
  readonly onMessage: (message: FromWorker) => void
  readonly onDied: (detail: string, cause?: unknown) => void
}) => VoiceWorker
