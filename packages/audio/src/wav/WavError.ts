/** The bytes are not a WAV file that this package reads. */
export class WavError extends Error {
  readonly _tag = "WavError"
  /** `NotWav`: other bytes. `Truncated`: a WAV file that ends too early. `Unsupported`: an encoding or shape not read. */
  readonly reason: "NotWav" | "Truncated" | "Unsupported"
  /** The byte at which it shows. */
  readonly offset: number
  constructor(reason: WavError["reason"], offset: number, detail: string) {
    super(`${detail} (byte ${offset})`)
    this.reason = reason
    this.offset = offset
  }
}
