/** Audio in blocks, compared by its samples. */

/** All blocks as one. */
export const joined = (blocks: ReadonlyArray<Int16Array>): Int16Array => {
  const samples = new Int16Array(blocks.reduce((length, block) => length + block.length, 0))
  let at = 0
  for (const block of blocks) {
    samples.set(block, at)
    at += block.length
  }
  return samples
}

/** A short name of the samples, however they are split into blocks (FNV-1a, beside the length). */
export const keyOf = (blocks: ReadonlyArray<Int16Array>): string => {
  let hash = 0x811c9dc5
  let length = 0
  for (const block of blocks) {
    length += block.length
    for (const sample of block) hash = Math.imul(hash ^ sample, 0x01000193)
  }
  return `${length}:${hash >>> 0}`
}

/** Where `part` begins in `whole`, or -1. */
export const indexOfSamples = (whole: Int16Array, part: Int16Array): number => {
  // The loudest sample is the rarest, so nearly every place is dismissed by it.
  let loudest = 0
  for (let at = 0; at < part.length; at++) {
    if (Math.abs(part[at] ?? 0) > Math.abs(part[loudest] ?? 0)) loudest = at
  }
  const rare = part[loudest]
  for (let at = 0; at + part.length <= whole.length; at++) {
    if (whole[at + loudest] === rare && part.every((sample, index) => whole[at + index] === sample)) return at
  }
  return -1
}
