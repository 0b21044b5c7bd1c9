import { type AudioFormat, bytesPerSample, sampleRate, type SamplesOf } from "./AudioFormat.ts"

/** Splits a stream of samples into frames of one length. */
export interface Framer<F extends AudioFormat> {
  /** Samples in a frame. */
  readonly frameLength: number
  /** Samples held back. They are always fewer than a frame. */
  readonly held: number
  /** Returns the frames that these samples complete, in the bytes of the format. The frames belong to the caller. */
  readonly push: (samples: SamplesOf<F>) => ReadonlyArray<Uint8Array>
  /** Returns what is held back as a shorter frame, or `undefined` if nothing is. */
  readonly rest: () => Uint8Array | undefined
  /** Returns what is held back, padded to a whole frame with silence, or `undefined` if nothing is. */
  readonly padded: () => Uint8Array | undefined
  /** Drops what is held back. */
  readonly reset: () => void
}

/** The byte of silence in a format. It is 0xFF in µ-law and 0xD5 in A-law (ITU-T G.711). */
const silence = (format: AudioFormat): number =>
  format.type === "audio/pcm" ? 0 : format.type === "audio/pcmu" ? 0xff : 0xd5

/**
 * Exact framing, such as the 20 ms that telephony uses. Throws a RangeError if `frameMs` is not a whole number of
 * samples above zero.
 */
export const Framer = {
  make: <F extends AudioFormat>(options: { readonly format: F; readonly frameMs: number }): Framer<F> => {
    const width = bytesPerSample(options.format)
    const frameLength = (sampleRate(options.format) * options.frameMs) / 1000
    if (!Number.isInteger(frameLength) || frameLength < 1) {
      throw new RangeError(
        `a frame of ${options.frameMs} ms is ${frameLength} samples; choose a whole number above zero`
      )
    }
    const size = frameLength * width
    let frame = new Uint8Array(size)
    let used = 0
    const take = (length: number): Uint8Array | undefined => {
      if (used === 0) return undefined
      const out = frame.subarray(0, length)
      frame = new Uint8Array(size)
      used = 0
      return out
    }
    return {
      frameLength,
      get held() {
        return used / width
      },
      push: (samples) => {
        const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
        const frames: Array<Uint8Array> = []
        for (let at = 0; at < bytes.length;) {
          const piece = bytes.subarray(at, at + size - used)
          frame.set(piece, used)
          used += piece.length
          at += piece.length
          const whole = used === size ? take(size) : undefined
          if (whole !== undefined) frames.push(whole)
        }
        return frames
      },
      rest: () => take(used),
      padded: () => {
        frame.fill(silence(options.format), used)
        return take(size)
      },
      reset: () => {
        used = 0
      }
    }
  }
}
