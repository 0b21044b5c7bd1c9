import { fail, type Outcome, succeed } from "./Outcome.ts"
import { WavError } from "./WavError.ts"

/** How samples are stored in a WAV file. */
export type WavEncoding = "pcm8" | "pcm16" | "pcm24" | "pcm32" | "float32" | "float64"

/** A WAV file's sound. */
export interface WavFile {
  /** Hz, from 1 to 384 000. */
  readonly sampleRate: number
  readonly encoding: WavEncoding
  /** One array of PCM16 for mono, left and right for stereo; other encodings are converted, deeper ones by rounding. */
  readonly channels: readonly [mono: Int16Array] | readonly [left: Int16Array, right: Int16Array]
}

interface Layout {
  readonly sampleRate: number
  readonly encoding: WavEncoding
  readonly channels: number
  readonly width: number
}

const clip = (value: number): number => Math.max(-32768, Math.min(32767, Math.round(value)))

const sampleAt: Record<WavEncoding, (view: DataView, at: number) => number> = {
  pcm8: (view, at) => (view.getUint8(at) - 128) << 8,
  pcm16: (view, at) => view.getInt16(at, true),
  pcm24: (view, at) => clip(view.getUint8(at) / 256 + view.getInt16(at + 1, true)),
  pcm32: (view, at) => clip(view.getInt32(at, true) / 65536),
  float32: (view, at) => clip(view.getFloat32(at, true) * 32768),
  float64: (view, at) => clip(view.getFloat64(at, true) * 32768)
}

const encodings: Record<string, WavEncoding> = {
  "1/8": "pcm8",
  "1/16": "pcm16",
  "1/24": "pcm24",
  "1/32": "pcm32",
  "3/32": "float32",
  "3/64": "float64"
}

/** A sub-format's GUID after its first two bytes, which are the format tag (WAVE_FORMAT_EXTENSIBLE). */
const guidTail = "0,0,0,0,16,0,128,0,0,170,0,56,155,113"
const extensible = 0xfffe
/** The size that a writer leaves in a file whose length it does not know yet. */
const unknownSize = 0xffffffff

const ascii = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))

const readLayout = (bytes: Uint8Array, at: number, size: number): Outcome<Layout, WavError> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const unsupported = (offset: number, detail: string) => fail(new WavError("Unsupported", at + offset, detail))
  if (size < 16) return fail(new WavError("Truncated", at, `the fmt chunk has ${size} bytes and needs 16`))
  const outer = view.getUint16(at, true)
  if (outer === extensible) {
    if (size < 40) return fail(new WavError("Truncated", at, `an extensible fmt chunk needs 40 bytes and has ${size}`))
    const tail = bytes.subarray(at + 26, at + 40).join()
    if (tail !== guidTail)
      return unsupported(24, "the extensible header names a sub-format that is neither PCM nor float")
  }
  const tag = outer === extensible ? view.getUint16(at + 24, true) : outer
  const channels = view.getUint16(at + 2, true)
  const sampleRate = view.getUint32(at + 4, true)
  const align = view.getUint16(at + 12, true)
  const bits = view.getUint16(at + 14, true)
  const encoding = encodings[`${tag}/${bits}`]
  if (encoding === undefined) {
    return unsupported(
      0,
      `format tag ${tag} with ${bits} bits is not read; convert it to PCM of 8, 16, 24 or 32 bits or float`
    )
  }
  const width = bits / 8
  if (channels !== 1 && channels !== 2) return unsupported(2, `${channels} channels; mono and stereo are read`)
  if (sampleRate < 1 || sampleRate > 384_000) return unsupported(4, `a sample rate of ${sampleRate} Hz`)
  if (align !== width * channels) return unsupported(12, `frames of ${align} bytes where ${width * channels} are due`)
  return succeed({ sampleRate, encoding, channels, width })
}

const readSamples = (data: Uint8Array, { channels, encoding, width }: Layout): WavFile["channels"] => {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const length = Math.floor(data.length / (width * channels))
  const channel = (index: number): Int16Array => {
    const out = new Int16Array(length)
    for (let i = 0; i < length; i++) out[i] = sampleAt[encoding](view, (i * channels + index) * width)
    return out
  }
  return channels === 1 ? [channel(0)] : [channel(0), channel(1)]
}

/**
 * The sound of a WAV file in memory: PCM of 8, 16, 24 or 32 bits or float, mono or stereo, plain or extensible header. A
 * file that ends before its data does, or whose data ends inside a frame, is `Truncated`; one whose writer never learnt its
 * length (size 0xFFFFFFFF) is read to its end.
 */
export const read = (bytes: Uint8Array): Outcome<WavFile, WavError> => {
  const truncated = (detail: string) => fail(new WavError("Truncated", bytes.length, detail))
  const start = ascii(bytes, 0)
  if (!"RIFF".startsWith(start))
    return fail(new WavError("NotWav", 0, `a WAV file starts with RIFF, not ${JSON.stringify(start)}`))
  if (bytes.length < 12) return truncated("the file ends inside its RIFF header")
  if (ascii(bytes, 8) !== "WAVE")
    return fail(new WavError("NotWav", 8, `a RIFF file of type ${JSON.stringify(ascii(bytes, 8))}`))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let layout: Layout | undefined
  for (let at = 12; ;) {
    if (at + 8 > bytes.length) return truncated("the file ends before its data chunk")
    const id = ascii(bytes, at)
    const size = view.getUint32(at + 4, true)
    const body = at + 8
    const open = id === "data" && size === unknownSize
    if (id === "data" && layout === undefined)
      return fail(new WavError("NotWav", at, "the data chunk comes before any fmt chunk"))
    if (!open && body + size > bytes.length) {
      return truncated(`the ${id.trim()} chunk at byte ${at} has ${size} bytes and ${bytes.length - body} are there`)
    }
    if (id === "data" && layout !== undefined) {
      const over = size % (layout.width * layout.channels)
      if (!open && over > 0) return fail(new WavError("Truncated", body + size - over, "the data ends inside a frame"))
      const { sampleRate, encoding } = layout
      const data = bytes.subarray(body, open ? bytes.length : body + size)
      return succeed({ sampleRate, encoding, channels: readSamples(data, layout) })
    }
    if (id === "fmt ") {
      const found = readLayout(bytes, body, size)
      if (found._tag === "Failure") return found
      layout = found.success
    }
    at = body + size + (size % 2)
  }
}
