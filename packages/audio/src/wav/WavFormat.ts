/** The fmt chunk of a WAV file. */
import { fail, type Result, succeed } from "../Result.ts"
import { bytesOf, encodingOf, nameOfTag, type WavEncoding } from "./WavEncoding.ts"
import { WavError } from "./WavError.ts"

export interface WavFormat {
  /** Hz, from 1 to 384,000. */
  readonly sampleRate: number
  readonly encoding: WavEncoding
  readonly channels: 1 | 2
}

/** A sub-format's GUID after its first two bytes, which are the format tag (WAVE_FORMAT_EXTENSIBLE). */
const guidTail = "0,0,0,0,16,0,128,0,0,170,0,56,155,113"
/** The same in a big-endian file, whose writer may have turned the fields of the GUID around. */
const guidTailBig = "0,0,16,128,0,0,170,0,56,155,113"
const extensible = 0xfffe

/**
 * Reads the fmt chunk at a byte. Fails with `Unsupported` and the name of the encoding, or with `Truncated` if the
 * chunk is too short.
 */
export const readFormat = (
  bytes: Uint8Array,
  at: number,
  size: number,
  littleEndian: boolean
): Result<WavFormat, WavError> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const unsupported = (offset: number, detail: string) => fail(new WavError("Unsupported", at + offset, detail))
  if (size < 16) return fail(new WavError("Truncated", at, `the fmt chunk has ${size} bytes and needs 16`))
  const outer = view.getUint16(at, littleEndian)
  if (outer === extensible && size < 40) {
    return fail(new WavError("Truncated", at, `an extensible fmt chunk needs 40 bytes and has ${size}`))
  }
  const tag = outer === extensible ? subFormat(bytes, view, at + 24, littleEndian) : outer
  if (tag === undefined) {
    return unsupported(24, "the extensible header names a sub-format that is neither PCM nor float nor G.711")
  }
  const channels = view.getUint16(at + 2, littleEndian)
  const sampleRate = view.getUint32(at + 4, littleEndian)
  const align = view.getUint16(at + 12, littleEndian)
  const bits = view.getUint16(at + 14, littleEndian)
  const encoding = encodingOf(tag, bitsOf(tag, { align, bits, channels }))
  if (encoding === undefined) {
    return unsupported(
      0,
      `${nameOfTag(tag)} with ${bits} bits is not read; convert it to PCM of 8, 16, 24 or 32 bits, float or G.711`
    )
  }
  if (channels !== 1 && channels !== 2) {
    return unsupported(2, `${channels} channels of ${encoding}; mono and stereo are read`)
  }
  if (sampleRate < 1 || sampleRate > 384_000) return unsupported(4, `a sample rate of ${sampleRate} Hz`)
  const due = bytesOf[encoding] * channels
  // Some writers leave the length of a frame out, and G.711 has one byte a sample whatever they write.
  const isLaw = encoding === "pcmu" || encoding === "pcma"
  if (align !== due && align !== 0 && !isLaw)
    return unsupported(12, `frames of ${align} bytes where ${due} are due for ${bits} bits`)
  return succeed({ sampleRate, encoding, channels })
}

/** The bits of a sample of PCM with those that fill it up. Some writers put 20 or 24 bits into 4 bytes. */
const bitsOf = (
  tag: number,
  { align, bits, channels }: { readonly align: number; readonly bits: number; readonly channels: number }
): number => (tag === 1 && bits > 16 && align === 4 * channels ? 32 : bits)

/** The format tag in the GUID at a byte, or `undefined` if the GUID is of another family. */
const subFormat = (bytes: Uint8Array, view: DataView, at: number, littleEndian: boolean): number | undefined => {
  if (bytes.subarray(at + 2, at + 16).join() === guidTail) return view.getUint16(at, true)
  const isBig = !littleEndian && bytes.subarray(at + 5, at + 16).join() === guidTailBig
  return isBig ? view.getUint32(at, false) : undefined
}
