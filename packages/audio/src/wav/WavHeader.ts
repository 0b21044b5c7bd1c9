/**
 * The header of a WAV file, for `Wav.read` and for callers that read a file while it arrives.
 *
 * Sizes in a header are hints, because many writers cannot go back to fill them in. A size that the bytes contradict is
 * never a reason to lose the sound. The size of the RIFF chunk is ignored.
 */
import { bytesOf, type WavEncoding } from "./WavEncoding.ts"
import { readFormat, type WavFormat } from "./WavFormat.ts"
import { fail, type Result, succeed } from "../Result.ts"
import { needArray } from "../samples/need.ts"
import { otherFile } from "./otherFile.ts"
import { WavError } from "./WavError.ts"

/** The description of the sound in the header of a WAV file. */
export interface WavHeader extends WavFormat {
  readonly encoding: WavEncoding
  /** Bytes of one sample of every channel. */
  readonly frameBytes: number
  /** False in RIFX files. */
  readonly littleEndian: boolean
  /** The byte at which the sound begins. */
  readonly dataAt: number
  /** Bytes of sound, or `undefined` if the writer did not know them. The sound is then everything that follows. */
  readonly dataBytes: number | undefined
}

/** The first four bytes of a WAV file. RIFX is big-endian, and RF64 and BW64 both have sizes of 64 bits. */
const magics = ["RIFF", "RIFX", "RF64", "BW64"]

/** Names of chunks beside the sound. A new chunk is recognized by its name if the size before it is doubtful. */
const knownChunks = new Set(
  [
    "fmt ",
    "data",
    "fact",
    "LIST",
    "INFO",
    "bext",
    "cue ",
    "plst",
    "smpl",
    "inst",
    "PEAK",
    "JUNK",
    "PAD ",
    "FLLR",
    "id3 "
  ].concat([
    "ID3 ",
    "iXML",
    "_PMX",
    "axml",
    "chna",
    "cart",
    "acid",
    "levl",
    "ds64",
    "slnt",
    "wavl",
    "DISP",
    "afsp",
    "minf",
    "elm1"
  ])
)

/**
 * A size of 1 GiB or more that the file does not have is a placeholder, e.g. 0x7ffff000, 2,000,000,000 or 0xffffffff.
 */
const placeholderFrom = 0x40000000

/** Whether a data size is a placeholder. Call it only if fewer bytes are there. */
export const isPlaceholder = (size: number): boolean => size >= placeholderFrom

export const ascii = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))

/**
 * Reads the header of a WAV file up to its data chunk. A `Truncated` error whose `offset` equals the number of bytes
 * given may succeed with more bytes. A data size of 0 counts as unknown unless another chunk follows it within the
 * bytes given.
 */
export const readHeader = (bytes: Uint8Array): Result<WavHeader, WavError> => {
  needArray(readHeader, "Wav.readHeader", bytes, "Uint8Array")
  const truncated = (detail: string) => fail(new WavError("Truncated", bytes.length, detail))
  const magic = ascii(bytes, 0)
  if (magic.length < 4 && magics.some((each) => each.startsWith(magic))) {
    return truncated(bytes.length === 0 ? "the file is empty" : "the file ends inside its RIFF header")
  }
  if (!magics.includes(magic))
    return fail(new WavError("NotWav", 0, `a WAV file starts with RIFF, not ${otherFile(bytes)}`))
  if (bytes.length < 12) return truncated("the file ends inside its RIFF header")
  if (ascii(bytes, 8) !== "WAVE")
    return fail(new WavError("NotWav", 8, `a RIFF file of type ${JSON.stringify(ascii(bytes, 8))}`))

  const littleEndian = magic !== "RIFX"
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let format: (WavFormat & { readonly encoding: WavEncoding }) | undefined
  let longSize: number | undefined
  for (let at = 12; ;) {
    if (at + 8 > bytes.length) return truncated("the file ends before its data chunk")
    const id = ascii(bytes, at)
    const size = view.getUint32(at + 4, littleEndian)
    const body = at + 8
    if (id === "data") {
      if (format === undefined) return fail(new WavError("NotWav", at, "the data chunk comes before any fmt chunk"))
      const frameBytes = bytesOf[format.encoding] * format.channels
      const declared = size === 0xffffffff && longSize !== undefined ? longSize : size
      const isUnknown = declared === 0 ? !knownChunks.has(ascii(bytes, body)) : declared === 0xffffffff
      return succeed({ ...format, frameBytes, littleEndian, dataAt: body, dataBytes: isUnknown ? undefined : declared })
    }
    if (body + size > bytes.length) {
      const found = isPlaceholder(size) ? indexOfData(bytes, body) : undefined
      if (found !== undefined) {
        at = found
        continue
      }
      return truncated(`the ${id.trim()} chunk at byte ${at} has ${size} bytes and ${bytes.length - body} are there`)
    }
    if (id === "ds64" && size >= 16) longSize = Number(view.getBigUint64(body + 8, littleEndian))
    if (id === "fmt ") {
      const found = readFormat(bytes, body, size, littleEndian)
      if (found._tag === "Failure") return found
      format = found.success
    }
    at = nextChunk(bytes, body + size, size)
  }
}

/** A chunk of odd size has a byte of padding, which some writers forget and others write behind every chunk. */
const nextChunk = (bytes: Uint8Array, end: number, size: number): number => {
  const isHere = knownChunks.has(ascii(bytes, end))
  const isBehind = knownChunks.has(ascii(bytes, end + 1))
  return isHere === isBehind ? end + (size % 2) : isHere ? end : end + 1
}

/** The place of the data chunk behind a chunk whose size the writer did not know. */
const indexOfData = (bytes: Uint8Array, from: number): number | undefined => {
  for (let at = bytes.indexOf(letterD, from); at !== -1; at = bytes.indexOf(letterD, at + 1)) {
    if (ascii(bytes, at) === "data") return at
  }
  return undefined
}
const letterD = 0x64
