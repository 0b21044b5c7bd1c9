/** The messages between the recognizer and its worker. Both sides import this file, so it holds types only. */
import type { SpelledWord } from "../model/words.ts"
import type { Stretch } from "../model/pass.ts"

/** What the worker is asked. Each id is greater than the one before. */
export type ToWorker =
  /** Recognizes a stretch of audio. */
  | ({ readonly _tag: "Pass"; readonly id: number } & Stretch)
  /** Stops the pass if it is still at work. */
  | { readonly _tag: "Cancel"; readonly id: number }

/** What the worker sends. */
export type FromWorker =
  /** The model is in memory. Sent once. */
  | { readonly _tag: "Ready" }
  /** There will be no model. The worker ends. */
  | {
      readonly _tag: "Unusable"
      readonly kind: "WeightsInvalid" | "WeightsUnreachable" | "SimdMissing"
      readonly detail: string
    }
  /** The next word of the pass. */
  | { readonly _tag: "Word"; readonly word: SpelledWord }
  /** The pass is over or cancelled. No more of its words follow. */
  | { readonly _tag: "Done" }
  /** The pass failed. The worker goes on. */
  | { readonly _tag: "Failed"; readonly detail: string }

/** The addresses of the two files that the model is made of. The worker starts with them. */
export interface FileAddresses {
  readonly weights: string
  readonly kernels: string
}

/** A worker that recognizes one stretch after another. */
export interface RecognizerWorker {
  readonly send: (message: ToWorker) => void
  /** Ends the worker immediately, whatever it is doing. */
  readonly terminate: () => void
}

/** Starts a worker. Throws or calls `onDied` if it cannot start. */
export type Spawn = (handlers: {
  readonly onMessage: (message: FromWorker) => void
  readonly onDied: (detail: string, cause?: unknown) => void
}) => RecognizerWorker
