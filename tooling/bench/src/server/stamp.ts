/** When a block of audio was due, written into its first samples: what it says to the other end is how late it is. */

/** 50 ms at 24 kHz: 20 events a second. */
export const blockSamples = 1200
export const blockMs = 50

const stampBytes = 8

export const stamped = (due: number): Int16Array => {
  const samples = new Int16Array(blockSamples)
  new DataView(samples.buffer).setFloat64(0, due)
  return samples
}

export const dueOf = (samples: Int16Array): number => new DataView(samples.buffer, samples.byteOffset).getFloat64(0)

/** The same in base64, of which only the start is decoded. */
export const dueOfBase64 = (audio: string): number => Buffer.from(audio.slice(0, 12), "base64").readDoubleBE(0)

// 24 bytes are 32 characters with no rest, so that what follows can be kept as it is.
const tail = Buffer.alloc(blockSamples * 2 - 24).toString("base64")

export const stampedBase64 = (due: number): string => {
  const head = Buffer.alloc(24)
  head.writeDoubleBE(due, stampBytes - 8)
  return head.toString("base64") + tail
}
