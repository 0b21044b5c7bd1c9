/** Memory for sound, which is reused. Getting new memory takes more time than decoding the sound into it. */
import { maxSegmentBytes } from "../services/AudioStore.ts"

/** A session that speaks little needs little. */
const sizes = [32_768, 131_072, maxSegmentBytes] as const

/** Bytes that are kept for later, of all sizes. */
const maxKeptBytes = 32 * 1024 * 1024

const free = new Map<number, Array<Buffer>>(sizes.map((size) => [size, []]))
let keptBytes = 0

/** Lends a slab of at least this size, whose content is old. */
export const lend = (bytes: number): Buffer => {
  const size = sizes.find((each) => each >= bytes) ?? bytes
  const slab = free.get(size)?.pop()
  if (slab === undefined) return Buffer.allocUnsafeSlow(size)
  keptBytes -= size
  return slab
}

/** Takes a slab back that is not read any more. */
export const takeBack = (slab: Buffer): void => {
  const kept = free.get(slab.length)
  if (kept === undefined || keptBytes + slab.length > maxKeptBytes) return
  keptBytes += slab.length
  kept.push(slab)
}
