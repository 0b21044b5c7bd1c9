/** The bytes are not a WAV file that this package reads. */
export class WavError extends Error {
  readonly _tag = "WavError"
  /**
   * - `NotWav` means that the bytes are something else.
   * - `Truncated` means that the WAV file ends before its sound.
   * - `Unsupported` means that the encoding or the shape is not supported.
   */
  readonly reason: "NotWav" | "Truncated" | "Unsupported"
  /** The byte at which the fault shows. */
  readonly offset: number
  constructor(reason: WavError["reason"], offset: number, detail: string) {
    super(`${detail} (byte ${offset})`)
    this.reason = reason
    this.offset = offset
  }
}
