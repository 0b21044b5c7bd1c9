/** Encodings of samples in a WAV file, and how each becomes PCM16. */
import { fromBytes, decode as expand } from "../samples/G711.ts"

/** How samples are stored in a WAV file. `pcmu` and `pcma` are G.711. */
export type WavEncoding = "pcm8" | "pcm16" | "pcm24" | "pcm32" | "float32" | "float64" | "pcmu" | "pcma"

/** Bytes of one sample. */
export const bytesOf: Readonly<Record<WavEncoding, number>> = {
  pcm8: 1,
  pcm16: 2,
  pcm24: 3,
  pcm32: 4,
  float32: 4,
  float64: 8,
  pcmu: 1,
  pcma: 1
}

const clip = (value: number): number => Math.max(-32768, Math.min(32767, Math.round(value)))

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte)
const muLaw = expand("audio/pcmu", fromBytes("audio/pcmu", everyByte))
const aLaw = expand("audio/pcma", fromBytes("audio/pcma", everyByte))

type Sample = (view: DataView, at: number, littleEndian: boolean) => number

/** The sample at a byte as PCM16. Deeper samples are rounded, and floats beyond full scale are clipped. */
export const sampleAt: Readonly<Record<WavEncoding, Sample>> = {
  pcm8: (view, at) => (view.getUint8(at) - 128) << 8,
  pcm16: (view, at, little) => view.getInt16(at, little),
  pcm24: (view, at, little) =>
    clip(view.getUint8(little ? at : at + 2) / 256 + view.getInt16(little ? at + 1 : at, little)),
  pcm32: (view, at, little) => clip(view.getInt32(at, little) / 65536),
  float32: (view, at, little) => clip(view.getFloat32(at, little) * 32768),
  float64: (view, at, little) => clip(view.getFloat64(at, little) * 32768),
  pcmu: (view, at) => muLaw[view.getUint8(at)] ?? 0,
  pcma: (view, at) => aLaw[view.getUint8(at)] ?? 0
}

const pcm: Readonly<Record<number, WavEncoding>> = { 1: "pcm8", 2: "pcm16", 3: "pcm24", 4: "pcm32" }

/**
 * Returns the encoding of a format tag, or `undefined` if it is not supported. Bits that do not fill their bytes are
 * the upper ones.
 */
export const encodingOf = (tag: number, bits: number): WavEncoding | undefined => {
  if (tag === 1) return bits === 0 ? undefined : pcm[Math.ceil(bits / 8)]
  if (tag === 3) return bits === 32 ? "float32" : bits === 64 ? "float64" : undefined
  // The laws have bytes alone, whatever the header says of bits.
  return tag === 6 ? "pcma" : tag === 7 ? "pcmu" : undefined
}

const tagNames: Readonly<Record<number, string>> = {
  0x01: "PCM",
  0x02: "Microsoft ADPCM",
  0x03: "float",
  0x11: "IMA ADPCM",
  0x31: "GSM 6.10",
  0x40: "G.721 ADPCM",
  0x50: "MPEG audio",
  0x55: "MP3",
  0x64: "G.726 ADPCM",
  0x83: "G.729",
  0xff: "AAC",
  0x161: "Windows Media Audio",
  0x162: "Windows Media Audio",
  0x2000: "AC-3"
}

/** Returns a format tag in words, e.g. `GSM 6.10 (format tag 49)`. */
export const nameOfTag = (tag: number): string => {
  const name = tagNames[tag]
  return name === undefined ? `format tag ${tag}` : `${name} (format tag ${tag})`
}
