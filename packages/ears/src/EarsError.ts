/** The one error of this package. Each reason has a class of its own and a constructor on {@link EarsError}. */
import * as Data from "effect/Data"

/** The weights or the kernels could not be read. `cause` is what the disk or the network answered. */
export class WeightsUnreachable extends Data.TaggedError("WeightsUnreachable")<{
  readonly url: string
  readonly cause?: unknown
}> {
  override readonly message = `The file ${this.url} could not be read. Install @antiphon/ears again, or run its build if this is a checkout. In a browser, serve that file.`
}

/** The bytes are not weights that this package can read, or the file is cut. */
export class WeightsInvalid extends Data.TaggedError("WeightsInvalid")<{
  /** What is wrong with the bytes. */
  readonly detail: string
}> {
  override readonly message = `The weights cannot be used: ${this.detail}. Use weights/moonshine-tiny-en.bin of this package.`
}

/** The runtime cannot run WebAssembly with SIMD. */
export class SimdMissing extends Data.TaggedError("SimdMissing") {
  override readonly message =
    "This runtime has no WebAssembly SIMD. Use Node 22 or newer, or a browser of 2023 or newer."
}

/** The recognizer understands English alone. */
export class LanguageUnsupported extends Data.TaggedError("LanguageUnsupported")<{
  readonly language: string
}> {
  override readonly message = `The recognizer understands English only and not '${this.language}'. Leave the language out or use "en".`
}

/** The recognizer's worker could not start, could not finish a pass, or ended. A new worker takes the next pass. */
export class RecognizerCrashed extends Data.TaggedError("RecognizerCrashed")<{
  /** What the worker reported. */
  readonly detail: string
  readonly cause?: unknown
}> {
  override readonly message = `The recognizer's worker failed: ${this.detail}. Try again to use a new worker.`
}

/** A pass took too long, or waited too long behind the passes of other turns. */
export class RecognizerTimeout extends Data.TaggedError("RecognizerTimeout")<{
  /** Whether the pass waited for its turn or was at work. */
  readonly phase: "waiting" | "working"
  readonly afterMs: number
}> {
  override readonly message =
    this.phase === "waiting"
      ? `The turn waited ${this.afterMs} ms to be recognized. Recognize fewer turns at once, or make a second recognizer.`
      : `The turn was not recognized after ${this.afterMs} ms. Give the process more processor time.`
}

/** The queue of the recognizer is full. */
export class RecognizerBusy extends Data.TaggedError("RecognizerBusy")<{
  /** How many passes may wait. */
  readonly limit: number
}> {
  override readonly message = `${this.limit} passes are already waiting. Recognize fewer turns at once, or make a second recognizer.`
}

/** Why the recognizer failed. */
export type EarsErrorReason =
  | WeightsUnreachable
  | WeightsInvalid
  | SimdMissing
  | LanguageUnsupported
  | RecognizerCrashed
  | RecognizerTimeout
  | RecognizerBusy

/** Every failure of this package. `reason` is the typed cause. The message says what happened and what to do. */
export class EarsError extends Data.TaggedError("EarsError")<{ readonly reason: EarsErrorReason }> {
  override readonly message = this.reason.message
}
