import { nameOf, need, needArray } from "../samples/need.ts"

/** Writes a WAV file of PCM16 while its sound arrives. */
export interface WavWriter {
  /** 44 bytes to write first. They are the header of a file of unknown length. */
  readonly header: Uint8Array
  /** Returns the bytes of the next samples. Pass one array per channel. A shorter array is padded with silence. */
  readonly push: (...channels: ReadonlyArray<Int16Array>) => Uint8Array
  /**
   * Returns 44 bytes to write over the first ones, at byte 0. They are the header of exactly what was pushed, and can
   * be asked for at any moment.
   */
  readonly finish: () => Uint8Array
}

const headerBytes = 44
const unknownSize = 0xffffffff

const header = (sampleRate: number, channels: number, dataBytes: number): Uint8Array => {
  const out = new Uint8Array(headerBytes)
  const view = new DataView(out.buffer)
  const text = (at: number, value: string) =>
    out.set(
      [...value].map((letter) => letter.charCodeAt(0)),
      at
    )
  const known = dataBytes <= unknownSize - headerBytes
  text(0, "RIFF")
  view.setUint32(4, known ? dataBytes + headerBytes - 8 : unknownSize, true)
  text(8, "WAVEfmt ")
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, channels, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * channels * 2, true)
  view.setUint16(32, channels * 2, true)
  view.setUint16(34, 16, true)
  text(36, "data")
  view.setUint32(40, known ? dataBytes : unknownSize, true)
  return out
}

const interleave = (channels: ReadonlyArray<Int16Array>): Uint8Array => {
  const length = Math.max(0, ...channels.map((channel) => channel.length))
  const out = new Int16Array(length * channels.length)
  for (const [c, channel] of channels.entries()) {
    for (let i = 0; i < channel.length; i++) out[i * channels.length + c] = channel[i] ?? 0
  }
  return new Uint8Array(out.buffer)
}

/** A value as a message has it. Quotes no text. */
const shown = (value: unknown): string => (typeof value === "number" ? String(value) : nameOf(value))

const needRate = (called: (...args: never) => unknown, what: string, rate: unknown): void => {
  const fits = typeof rate === "number" && Number.isInteger(rate) && rate >= 1 && rate <= 384_000
  need(called, fits, () => `sampleRate of ${what} is ${shown(rate)}: pass a whole number of Hz, e.g. 24000`)
}

/**
 * Makes a writer for sound that comes in pieces, mono or stereo, at `sampleRate` Hz. A file past 4 GiB keeps the header
 * of unknown length.
 */
export const writer = ({
  sampleRate,
  channels
}: {
  readonly sampleRate: number
  readonly channels: 1 | 2
}): WavWriter => {
  needRate(writer, "Wav.writer", sampleRate)
  need(writer, channels === 1 || channels === 2, () => `channels of Wav.writer is ${shown(channels)}: pass 1 or 2`)
  let dataBytes = 0
  const push: WavWriter["push"] = (...blocks) => {
    for (const block of blocks) needArray(push, "push of a Wav.writer", block)
    const bytes = interleave(Array.from({ length: channels }, (_, c) => blocks[c] ?? new Int16Array(0)))
    dataBytes += bytes.length
    return bytes
  }
  return {
    header: header(sampleRate, channels, Infinity),
    push,
    finish: () => header(sampleRate, channels, dataBytes)
  }
}

/** Returns a whole PCM16 file. Pass one or two channels. The shorter one is padded with silence. */
export const write = (sound: {
  readonly sampleRate: number
  readonly channels: readonly [mono: Int16Array] | readonly [left: Int16Array, right: Int16Array]
}): Uint8Array => {
  const given: unknown = sound
  need(write, nameOf(given) === "Object", () => `Wav.write takes { sampleRate, channels }, not ${nameOf(given)}`)
  needRate(write, "Wav.write", sound.sampleRate)
  const { channels }: { readonly channels: unknown } = sound
  need(
    write,
    Array.isArray(channels) && (channels.length === 1 || channels.length === 2),
    () => `channels of Wav.write is ${nameOf(channels)}: pass one Int16Array for mono, or two, in an array`
  )
  for (const channel of channels) needArray(write, "Wav.write", channel)
  const data = interleave(sound.channels)
  const out = new Uint8Array(headerBytes + data.length)
  out.set(header(sound.sampleRate, sound.channels.length, data.length))
  out.set(data, headerBytes)
  return out
}
