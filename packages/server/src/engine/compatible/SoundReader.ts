/**
 * Reads the bytes of a sound into 24 kHz PCM16 mono, in pieces of any length. The sound is headerless PCM16, or a WAV
 * of any kind that `@antiphon/audio` reads. Sizes that a writer did not know are handled as in `Wav.read`.
 */
import { Resampler, Wav } from "@antiphon/audio"

const sampleRate = 24_000
/** How many bytes may precede the data of a WAV. */
const maxHeaderBytes = 64 * 1024
/** How many bytes after the header decide whether a size of 0 is real. */
const nextChunkBytes = 8
/** An incomplete header is read again after this many more bytes, so that tiny pieces cost little. */
const stepBytes = 256

/** The format of sound without a header. */
export interface RawFormat {
  readonly sampleRate: number
  readonly channels: 1 | 2
}

/** How the bytes become samples, known once the header is read. */
interface Layout {
  readonly header: Wav.WavHeader
  readonly resampler: Resampler | undefined
}

const headerless = ({ channels, sampleRate: rate }: RawFormat): Wav.WavHeader => ({
  sampleRate: rate,
  encoding: "pcm16",
  channels,
  frameBytes: 2 * channels,
  littleEndian: true,
  dataAt: 0,
  dataBytes: undefined
})

/** Reads one sound. */
export class SoundReader {
  readonly #raw: Wav.WavHeader
  #pieces: Array<Uint8Array> = []
  #size = 0
  /** How many bytes must be present before the header is read. */
  #needed = 12
  #pending: Uint8Array = new Uint8Array(0)
  #layout: Layout | undefined
  /** How many bytes of sound are still missing. The bytes after them are not sound. */
  #left = Infinity

  /** `raw` is the format of headerless sound. Defaults to 24 kHz mono. */
  constructor(raw: RawFormat = { sampleRate, channels: 1 }) {
    this.#raw = headerless(raw)
  }

  /** Takes bytes. Returns the samples that they complete, or a text that says what is wrong. */
  push(bytes: Uint8Array): Int16Array | string {
    this.#pieces.push(bytes)
    this.#size += bytes.length
    if (this.#layout === undefined && this.#size < this.#needed) return new Int16Array(0)
    this.#gather()
    const problem = this.#layout === undefined ? this.#begin(false) : undefined
    return problem ?? this.#read()
  }

  /** Returns the last samples, or a text if the file ends inside its sound. */
  end(): Int16Array | string {
    this.#gather()
    if (this.#layout === undefined && this.#pending.length === 0) return new Int16Array(0)
    const problem = this.#layout === undefined ? this.#begin(true) : undefined
    if (problem !== undefined) return problem
    const samples = this.#read()
    if (this.#layout === undefined) return "its sound ends inside the header"
    const { header, resampler } = this.#layout
    const isKnown = header === this.#raw || (header.dataBytes !== undefined && !Wav.isPlaceholder(header.dataBytes))
    const isCut = this.#pending.length > 0 || (this.#left > 0 && this.#left < Infinity)
    if (isKnown && isCut) return "its sound is cut off"
    return resampler === undefined ? samples : joinedSamples(samples, resampler.flush())
  }

  #gather(): void {
    this.#pending = joined([this.#pending, ...this.#pieces])
    this.#pieces = []
    this.#size = this.#pending.length
    this.#needed = this.#size + stepBytes
  }

  #begin(isEnd: boolean): string | undefined {
    const start = startOf(this.#pending)
    if (!wavStarts.some((each) => each.startsWith(start))) {
      const kind = Wav.fileKind(this.#pending)
      this.#layout = { header: this.#raw, resampler: resamplerOf(this.#raw) }
      return kind === undefined ? undefined : `it speaks ${nameOf(kind)}, and pcm or wav was asked for`
    }
    const found = Wav.readHeader(this.#pending)
    if (found._tag === "Failure") {
      const { message, offset, reason } = found.failure
      if (reason !== "Truncated" || offset !== this.#pending.length) return message
      return this.#pending.length > maxHeaderBytes ? "its WAV has no data chunk in its first 64 KiB" : undefined
    }
    const header = found.success
    if (header.dataBytes === undefined && !isEnd && this.#pending.length < header.dataAt + nextChunkBytes)
      return undefined
    this.#layout = { header, resampler: resamplerOf(header) }
    this.#left = header.dataBytes ?? Infinity
    this.#pending = this.#pending.slice(header.dataAt)
    return undefined
  }

  #read(): Int16Array {
    if (this.#layout === undefined) return new Int16Array(0)
    const { header, resampler } = this.#layout
    const sound = this.#pending.subarray(0, this.#left)
    const whole = sound.length - (sound.length % header.frameBytes)
    const samples = mono(Wav.decode(header, sound.subarray(0, whole)))
    this.#left -= whole
    this.#pending = this.#left === 0 ? new Uint8Array(0) : this.#pending.slice(whole)
    return resampler?.process(samples) ?? samples
  }
}

/** How WAV files begin. */
const wavStarts = ["RIFF", "RIFX", "RF64", "BW64"]

/** `an MP3 file` as `MP3`. */
const nameOf = (kind: string): string => kind.replace(/^an? | file$/g, "")

const startOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, 4))

/** Whether bytes begin like a sound file. */
export const isSoundFile = (bytes: Uint8Array): boolean => {
  const start = startOf(bytes)
  return wavStarts.includes(start) || Wav.fileKind(bytes) !== undefined
}

const resamplerOf = ({ sampleRate: from }: Wav.WavHeader): Resampler | undefined =>
  from === sampleRate ? undefined : Resampler.make({ from, to: sampleRate })

const mono = ([left, right]: Wav.WavFile["channels"]): Int16Array =>
  right === undefined ? left : left.map((sample, index) => Math.round((sample + (right[index] ?? 0)) / 2))

const joined = (pieces: ReadonlyArray<Uint8Array>): Uint8Array => {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

const joinedSamples = (a: Int16Array, b: Int16Array): Int16Array => {
  const all = new Int16Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
