/**
 * Reads the bytes of a sound as they come, cut anywhere, into 24 kHz PCM16 mono: headerless PCM16 at 24 kHz, or a WAV of any
 * kind that `@antiphon/audio` reads. The rules for sizes that a writer did not know are those of `Wav.read`.
 */
import { Resampler, Wav } from "@antiphon/audio"

const sampleRate = 24_000
/** Bytes that may come before the data of a WAV. */
const maxHeaderBytes = 64 * 1024
/** As many bytes behind the header tell whether a size of 0 is meant. */
const nextChunkBytes = 8

interface Layout {
  readonly header: Wav.WavHeader
  readonly resampler: Resampler | undefined
}

const headerless: Wav.WavHeader = {
  sampleRate,
  encoding: "pcm16",
  channels: 1,
  frameBytes: 2,
  littleEndian: true,
  dataAt: 0,
  dataBytes: undefined
}

export class SoundReader {
  #pending: Uint8Array = new Uint8Array(0)
  #layout: Layout | undefined
  /** Bytes of sound that are still to come. What follows them is no sound. */
  #left = Infinity

  /** The samples that these bytes complete, or in words what is wrong with them. */
  push(bytes: Uint8Array): Int16Array | string {
    this.#pending = joined(this.#pending, bytes)
    const problem = this.#layout === undefined ? this.#begin(false) : undefined
    return problem ?? this.#read()
  }

  /** The last samples. Returns words if a file ends inside its sound. */
  end(): Int16Array | string {
    if (this.#layout === undefined && this.#pending.length === 0) return new Int16Array(0)
    const problem = this.#layout === undefined ? this.#begin(true) : undefined
    if (problem !== undefined) return problem
    const samples = this.#read()
    if (this.#layout === undefined) return "its sound ends inside the header"
    const { header, resampler } = this.#layout
    const isKnown = header === headerless || (header.dataBytes !== undefined && !Wav.isPlaceholder(header.dataBytes))
    const isCut = this.#pending.length > 0 || (this.#left > 0 && this.#left < Infinity)
    if (isKnown && isCut) return "its sound is cut off"
    return resampler === undefined ? samples : joinedSamples(samples, resampler.flush())
  }

  #begin(isEnd: boolean): string | undefined {
    const start = String.fromCharCode(...this.#pending.subarray(0, 4))
    if (!wavStarts.some((each) => each.startsWith(start))) {
      this.#layout = { header: headerless, resampler: undefined }
      return undefined
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
    const resampler =
      header.sampleRate === sampleRate ? undefined : Resampler.make({ from: header.sampleRate, to: sampleRate })
    this.#layout = { header, resampler }
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

/** How WAV files begin. Anything else is headerless. */
const wavStarts = ["RIFF", "RIFX", "RF64", "BW64"]

const mono = ([left, right]: Wav.WavFile["channels"]): Int16Array =>
  right === undefined ? left : left.map((sample, index) => Math.round((sample + (right[index] ?? 0)) / 2))

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  if (a.length === 0) return b
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

const joinedSamples = (a: Int16Array, b: Int16Array): Int16Array => {
  const all = new Int16Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
