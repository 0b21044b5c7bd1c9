/** 100 ms at 24 kHz. */
const pieceSamples = 2400

/** Samples in pieces of 100 ms, the last one shorter; views of the same memory. */
export const pieces = (samples: Int16Array): ReadonlyArray<Int16Array> =>
  Array.from({ length: Math.ceil(samples.length / pieceSamples) }, (_, index) =>
    samples.subarray(index * pieceSamples, (index + 1) * pieceSamples)
  )
