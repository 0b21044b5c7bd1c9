import { needArray } from "../samples/need.ts"
import { fail, type Result, succeed } from "../Result.ts"
import { sampleAt, type WavEncoding } from "./WavEncoding.ts"
import type { WavError } from "./WavError.ts"
import { isPlaceholder, readHeader, type WavHeader } from "./WavHeader.ts"

/** The sound of a WAV file. */
export interface WavFile {
  /** Hz, from 1 to 384,000. */
  readonly sampleRate: number
  readonly encoding: WavEncoding
  /** One array of PCM16 for mono, left and right for stereo. Other encodings are converted, deeper ones by rounding. */
  readonly channels: readonly [mono: Int16Array] | readonly [left: Int16Array, right: Int16Array]
  /** True if the file ends before the sound that its header declares, or inside a frame. `channels` hold what is there. */
  readonly truncated: boolean
}

/** Converts the bytes that follow a header, whole frames only. */
export const decode = (
  { channels, encoding, frameBytes, littleEndian }: WavHeader,
  data: Uint8Array
): WavFile["channels"] => {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const length = Math.floor(data.length / frameBytes)
  const width = frameBytes / channels
  const channel = (index: number): Int16Array => {
    const out = new Int16Array(length)
    for (let i = 0; i < length; i++) out[i] = sampleAt[encoding](view, i * frameBytes + index * width, littleEndian)
    return out
  }
  return channels === 1 ? [channel(0)] : [channel(0), channel(1)]
}

/**
 * Reads the sound of a WAV file in memory. Supports PCM of 8, 16, 24 and 32 bits, float, µ-law and A-law, mono and
 * stereo, plain and extensible headers, RIFF, RIFX, RF64 and BW64.
 *
 * If the writer did not know the length, the sound reaches to the end of the file. Such a size is 0, 0xffffffff, or 1
 * GiB and more of which less is there. A file that was cut inside its sound returns what is there, with `truncated`.
 * Fails on a file that ends before its sound, and on encodings that are not supported.
 */
export const read = (bytes: Uint8Array): Result<WavFile, WavError> => {
  needArray(read, "Wav.read", bytes, "Uint8Array")
  const found = readHeader(bytes)
  if (found._tag === "Failure") return fail(found.failure)
  const header = found.success
  const { dataAt, dataBytes, encoding, frameBytes, sampleRate } = header
  const there = bytes.length - dataAt
  const length = Math.min(dataBytes ?? there, there)
  const isCut = dataBytes !== undefined && dataBytes > there && !isPlaceholder(dataBytes)
  const truncated = isCut || (dataBytes === length && length % frameBytes > 0)
  const channels = decode(header, bytes.subarray(dataAt, dataAt + length))
  return succeed({ sampleRate, encoding, channels, truncated })
}
