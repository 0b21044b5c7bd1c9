/**
 * 24 kHz PCM16 mono from the bytes of a sound as they come, cut anywhere: headerless PCM16 at 24 kHz, or a WAV of any
 * encoding that `@antiphon/audio` reads, whatever its rate, and also where its writer did not know its length.
 */
import { Resampler, Wav } from "@antiphon/audio"

const sampleRate = 24_000
/** Bytes that may come before the data of a WAV. */
const maxHeaderBytes = 64 * 1024
const unknownSize = 0xffffffff

interface Layout {
  /** A whole file without sound, to read the sound behind. */
  readonly header: Uint8Array
  readonly frameBytes: number
  readonly resampler: Resampler | undefined
}

export class SoundReader {
  #pending: Uint8Array = new Uint8Array(0)
  #layout: Layout | undefined
  /** Bytes of sound that are still to come; what follows them is no sound. */
  #left = Infinity

  /** The samples that these bytes complete, or in words what is wrong with them. */
  push(bytes: Uint8Array): Int16Array | string {
    this.#pending = joined(this.#pending, bytes)
    if (this.#layout === undefined) {
      const found = this.#begin()
      if (found !== undefined) return found
    }
    return this.#layout === undefined ? new Int16Array(0) : this.#read(this.#layout)
  }

  /** The last samples. A file that ends inside its sound is told. */
  end(): Int16Array | string {
    if (this.#layout === undefined) {
      return this.#pending.length === 0 ? new Int16Array(0) : "its sound ends inside the header"
    }
    if (this.#pending.length > 0 || (this.#left > 0 && this.#left < Infinity)) return "its sound is cut off"
    return this.#layout.resampler?.flush() ?? new Int16Array(0)
  }

  #begin(): string | undefined {
    const magic = text(this.#pending, 0, 4)
    if (magic.length < 4 && "RIFF".startsWith(magic)) return undefined
    if (magic !== "RIFF") {
      this.#layout = {
        header: Wav.write({ sampleRate, channels: [new Int16Array(0)] }),
        frameBytes: 2,
        resampler: undefined
      }
      markOpen(this.#layout.header, 40)
      return undefined
    }
    const data = dataChunk(this.#pending)
    if (data === undefined) {
      return this.#pending.length > maxHeaderBytes ? "its WAV has no data chunk" : undefined
    }
    const size = new DataView(this.#pending.buffer, this.#pending.byteOffset).getUint32(data + 4, true)
    const header = this.#pending.slice(0, data + 8)
    markOpen(header, data + 4)
    const file = Wav.read(header)
    if (file._tag === "Failure") return file.failure.message
    const { channels, encoding, sampleRate: from } = file.success
    this.#layout = {
      header,
      frameBytes: channels.length * (Number(encoding.replace(/\D/g, "")) / 8),
      resampler: from === sampleRate ? undefined : Resampler.make({ from, to: sampleRate })
    }
    this.#left = size === 0 || size === unknownSize ? Infinity : size
    this.#pending = this.#pending.slice(header.length)
    return undefined
  }

  #read({ frameBytes, header, resampler }: Layout): Int16Array | string {
    const sound = this.#pending.subarray(0, this.#left)
    const whole = sound.length - (sound.length % frameBytes)
    const file = Wav.read(joined(header, sound.subarray(0, whole)))
    if (file._tag === "Failure") return file.failure.message
    this.#left -= whole
    this.#pending = this.#left === 0 ? new Uint8Array(0) : this.#pending.slice(whole)
    const samples = mono(file.success.channels)
    return resampler?.process(samples) ?? samples
  }
}

/** Where the data chunk starts, once its size is there too. */
const dataChunk = (bytes: Uint8Array): number | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 12; at + 8 <= bytes.length;) {
    if (text(bytes, at, 4) === "data") return at
    const size = view.getUint32(at + 4, true)
    at += 8 + size + (size % 2)
  }
  return undefined
}

/** Says that the length of the data is not known. */
const markOpen = (header: Uint8Array, at: number): void =>
  new DataView(header.buffer, header.byteOffset).setUint32(at, unknownSize, true)

const mono = ([left, right]: Wav.WavFile["channels"]): Int16Array =>
  right === undefined ? left : left.map((sample, index) => Math.round((sample + (right[index] ?? 0)) / 2))

const text = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length))

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  if (a.length === 0) return b
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
