import { fail, type Result, succeed } from "../Result.ts"
import { need, needArray, nameOf } from "./need.ts"

/** The bytes end inside a sample. */
export class OddByteCount extends Error {
  readonly _tag = "OddByteCount"
  readonly byteLength: number
  constructor(byteLength: number) {
    super(
      `${byteLength} bytes are not a whole number of 16-bit samples; keep the last byte back until its pair arrives`
    )
    this.byteLength = byteLength
  }
}

/** Loudness of a block, both from 0 to 1 (full scale). */
export interface Level {
  readonly peak: number
  readonly rms: number
}

/** Reads little-endian PCM16 bytes. The samples are a copy, so that any byte offset works. */
export const fromBytes = (bytes: Uint8Array): Result<Int16Array, OddByteCount> => {
  needArray(fromBytes, "Pcm16.fromBytes", bytes, "Uint8Array")
  return bytes.length % 2 === 1
    ? fail(new OddByteCount(bytes.length))
    : succeed(new Int16Array(new Uint8Array(bytes).buffer))
}

/** Returns the samples as little-endian PCM16 bytes. The bytes are a view of the same memory. */
export const toBytes = (samples: Int16Array): Uint8Array => {
  needArray(toBytes, "Pcm16.toBytes", samples)
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
}

/** Converts floats from -1 to 1. Values outside are clipped, and NaN becomes silence. */
export const fromFloat32 = (samples: Float32Array): Int16Array => {
  needArray(fromFloat32, "Pcm16.fromFloat32", samples, "Float32Array")
  const out = new Int16Array(samples.length)
  for (let i = 0; i < samples.length; i++) {
    out[i] = Math.max(-32768, Math.min(32767, Math.round((samples[i] ?? 0) * 32768)))
  }
  return out
}

/** Converts samples to floats from -1 to 1 (exclusive). It is the exact inverse of `fromFloat32`. */
export const toFloat32 = (samples: Int16Array): Float32Array => {
  needArray(toFloat32, "Pcm16.toFloat32", samples)
  const out = new Float32Array(samples.length)
  for (let i = 0; i < samples.length; i++) out[i] = (samples[i] ?? 0) / 32768
  return out
}

/** Returns the peak and the root mean square of a block of PCM16 or of floats. Silence and an empty block are 0. */
export const level = (samples: Int16Array | Float32Array): Level => {
  const name = nameOf(samples)
  need(
    level,
    name === "Int16Array" || name === "Float32Array",
    () => `Pcm16.level takes an Int16Array or a Float32Array, not ${name}`
  )
  const scale = name === "Int16Array" ? 1 / 32768 : 1
  let peak = 0
  let squares = 0
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0
    peak = Math.max(peak, Math.abs(sample))
    squares += sample * sample
  }
  return { peak: peak * scale, rms: samples.length === 0 ? 0 : Math.sqrt(squares / samples.length) * scale }
}

/** Joins blocks into one. The samples are a copy. */
export const concat = (blocks: Iterable<Int16Array>): Int16Array => {
  const isList =
    typeof blocks === "object" && blocks !== null && Symbol.iterator in blocks && !ArrayBuffer.isView(blocks)
  need(concat, isList, () => `Pcm16.concat takes a list of Int16Array, not ${nameOf(blocks)}`)
  const all = [...blocks]
  for (const block of all) needArray(concat, "Pcm16.concat", block)
  const out = new Int16Array(all.reduce((length, block) => length + block.length, 0))
  let at = 0
  for (const block of all) {
    out.set(block, at)
    at += block.length
  }
  return out
}
