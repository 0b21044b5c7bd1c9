import * as Data from "effect/Data"

/** The weights could not be read from where they should be. */
export class WeightsUnreachable extends Data.TaggedError("WeightsUnreachable")<{
  readonly url: string
  readonly cause: unknown
}> {
  override readonly message = `the weights at ${this.url} cannot be read; serve that file, or read a copy yourself and pass its bytes`
}

/** The bytes are no weights of this model. */
export class WeightsInvalid extends Data.TaggedError("WeightsInvalid")<{
  readonly bytes: number
  readonly expected: number
}> {
  override readonly message = `${this.bytes} bytes are no Silero weights; weights/silero-v6-16k.bin of this package has ${this.expected}`
}

/** The voice's worker could not start, or died. The next sentence gets a new worker. */
export class VoiceCrashed extends Data.TaggedError("VoiceCrashed")<{
  readonly detail: string
  readonly cause?: unknown
}> {
  override readonly message = `the voice's worker failed: ${this.detail}`
}

/** A sentence took too long, or waited too long for the sentences of others. */
export class VoiceTimeout extends Data.TaggedError("VoiceTimeout")<{
  readonly phase: "waiting" | "speaking"
  readonly afterMs: number
}> {
  override readonly message = `${this.phase} took more than ${this.afterMs} ms; speak less at once or use another voice`
}

/** More is asked of the voice at once than it keeps waiting. */
export class VoiceBusy extends Data.TaggedError("VoiceBusy")<{
  readonly limit: number
}> {
  override readonly message = `${this.limit} speakers wait already; make fewer at once or make a second voice`
}

export type SpeechErrorReason = WeightsUnreachable | WeightsInvalid | VoiceCrashed | VoiceTimeout | VoiceBusy

/** Everything that can fail here; `reason` says what, and its message what to do. */
export class SpeechError extends Data.TaggedError("SpeechError")<{ readonly reason: SpeechErrorReason }> {
  override readonly message = this.reason.message
}
