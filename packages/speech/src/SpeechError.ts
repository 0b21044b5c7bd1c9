/** The one error of this package. Each reason has a class of its own and a constructor on {@link SpeechError}. */
import * as Data from "effect/Data"

/** The weights could not be read from their address. `cause` is what the disk or the network answered. */
export class WeightsUnreachable extends Data.TaggedError("WeightsUnreachable")<{
  readonly url: string
  readonly cause: unknown
}> {
  override readonly message = `The weights at ${this.url} could not be read. Serve that file, or pass the bytes of a copy to TurnDetector.fromBytes.`
}

/** The bytes are not the weights of this model. They have the wrong length. */
export class WeightsInvalid extends Data.TaggedError("WeightsInvalid")<{
  /** The size that was read. */
  readonly bytes: number
  /** The size that the weights have. */
  readonly expected: number
}> {
  override readonly message = `The Silero weights have ${this.expected} bytes, but these are ${this.bytes}. Use weights/silero-v6-16k.bin of this package.`
}

/**
 * The voice's worker could not start, could not speak a sentence, or ended. A worker that ended is replaced for the
 * next sentence.
 */
export class VoiceCrashed extends Data.TaggedError("VoiceCrashed")<{
  /** What the worker reported. */
  readonly detail: string
  readonly cause?: unknown
}> {
  override readonly message = `The voice's worker failed: ${this.detail}. Speak again to use a new worker.`
}

/** A sentence took too long to speak, or waited too long behind the sentences of other speakers. */
export class VoiceTimeout extends Data.TaggedError("VoiceTimeout")<{
  /** Whether the sentence waited for its turn or was being spoken. */
  readonly phase: "waiting" | "speaking"
  readonly afterMs: number
}> {
  override readonly message =
    this.phase === "waiting"
      ? `The sentence waited ${this.afterMs} ms for its turn to be spoken. Speak fewer texts at once, or make a second voice.`
      : `The sentence was not spoken after ${this.afterMs} ms. Use shorter sentences or another voice.`
}

/** The queue of the voice is full. */
export class VoiceBusy extends Data.TaggedError("VoiceBusy")<{
  /** How many sentences may wait. */
  readonly limit: number
}> {
  override readonly message = `${this.limit} sentences are already waiting to be spoken. Speak fewer texts at once, or make a second voice.`
}

/** Why the turn detector or the voice failed. */
export type SpeechErrorReason = WeightsUnreachable | WeightsInvalid | VoiceCrashed | VoiceTimeout | VoiceBusy

/** Every failure of this package. `reason` is the typed cause. The message says what happened and what to do. */
export class SpeechError extends Data.TaggedError("SpeechError")<{ readonly reason: SpeechErrorReason }> {
  /** A failure for the reason {@link WeightsUnreachable}. */
  static weightsUnreachable(url: string | URL, cause: unknown): SpeechError {
    return new SpeechError({ reason: new WeightsUnreachable({ url: String(url), cause }) })
  }

  /** A failure for the reason {@link WeightsInvalid}. */
  static weightsInvalid(bytes: number, expected: number): SpeechError {
    return new SpeechError({ reason: new WeightsInvalid({ bytes, expected }) })
  }

  /** A failure for the reason {@link VoiceCrashed}. */
  static voiceCrashed(detail: string, cause?: unknown): SpeechError {
    return new SpeechError({ reason: new VoiceCrashed({ detail, cause }) })
  }

  /** A failure for the reason {@link VoiceTimeout}. */
  static voiceTimeout(phase: "waiting" | "speaking", afterMs: number): SpeechError {
    return new SpeechError({ reason: new VoiceTimeout({ phase, afterMs }) })
  }

  /** A failure for the reason {@link VoiceBusy}. */
  static voiceBusy(limit: number): SpeechError {
    return new SpeechError({ reason: new VoiceBusy({ limit }) })
  }

  override readonly message = this.reason.message
}
