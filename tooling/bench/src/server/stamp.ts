/** Writes into the first samples of a block when it was due, so that the other end knows how late it is. */

/** 50 ms at 24 kHz, which makes 20 events a second. */
export const blockSamples = 1200
export const blockMs = 50

const stampBytes = 8

export const stamped = (due: number): Int16Array => {
  const samples = new Int16Array(blockSamples)
  new DataView(samples.buffer).setFloat64(0, due)
  return samples
}

export const dueOf = (samples: Int16Array): number => new DataView(samples.buffer, samples.byteOffset).getFloat64(0)

/** Reads the time from base64. Decodes only the start. */
export const dueOfBase64 = (audio: string): number => Buffer.from(audio.slice(0, 12), "base64").readDoubleBE(0)

// 24 bytes are exactly 32 characters of base64, so the rest of the text never changes.
const tail = Buffer.alloc(blockSamples * 2 - 24).toString("base64")

export const stampedBase64 = (due: number): string => {
  const head = Buffer.alloc(24)
  head.writeDoubleBE(due, stampBytes - 8)
  return head.toString("base64") + tail
}
