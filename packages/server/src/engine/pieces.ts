/** How many samples a piece has, 100 ms at 24 kHz. */
const pieceSamples = 2400

/** Splits samples into pieces of 100 ms. The last one may be shorter. The pieces are views of the same memory. */
export const pieces = (samples: Int16Array): ReadonlyArray<Int16Array> =>
  Array.from({ length: Math.ceil(samples.length / pieceSamples) }, (_, index) =>
    samples.subarray(index * pieceSamples, (index + 1) * pieceSamples)
  )
