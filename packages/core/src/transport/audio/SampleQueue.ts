/** Samples that wait to be sent. It takes pieces of any length and returns frames of one length. */

export interface SampleQueue {
  /** Samples that wait. */
  readonly size: () => number
  /** Copies the samples, so that their owner may use the memory again. */
  readonly push: (samples: Int16Array) => void
  /** The next `length` samples, filled up with silence if fewer wait, or `undefined` if none do. */
  readonly take: (length: number) => Int16Array | undefined
  readonly clear: () => void
}

export const makeSampleQueue = (): SampleQueue => {
  const pieces: Array<Int16Array> = []
  let size = 0
  /** Samples of the first piece that were taken. */
  let taken = 0
  return {
    size: () => size,
    push: (samples) => {
      if (samples.length === 0) return
      pieces.push(samples.slice())
      size += samples.length
    },
    take: (length) => {
      if (size === 0) return undefined
      const frame = new Int16Array(length)
      let filled = 0
      for (let piece = pieces[0]; piece !== undefined && filled < length; piece = pieces[0]) {
        const part = piece.subarray(taken, taken + length - filled)
        frame.set(part, filled)
        filled += part.length
        taken += part.length
        if (taken < piece.length) break
        pieces.shift()
        taken = 0
      }
      size -= filled
      return frame
    },
    clear: () => {
      pieces.length = 0
      size = 0
      taken = 0
    }
  }
}
