import type { Outcome } from "./Outcome.ts"

/** The bytes are not a WAV file this package reads; `offset` is the byte where it shows. */
export declare class WavError extends Error {
  readonly _tag: "WavError"
  readonly reason: "NotWav" | "Truncated" | "Unsupported"
  readonly offset: number
}

/** A WAV file's sound. */
export interface WavFile {
  /** Hz */
  readonly sampleRate: number
  /** How a sample was stored. */
  readonly encoding: "pcm8" | "pcm16" | "pcm24" | "pcm32" | "float32" | "float64"
  /** One array of PCM16 per channel, one or two; deeper samples are rounded. */
  readonly channels: ReadonlyArray<Int16Array>
}

/** Writes a WAV file as it comes. */
export interface WavWriter {
  /** The header of a file of unknown length; write it first. */
  readonly header: Uint8Array
  /** Bytes of the next samples, one array per channel, of equal length. */
  readonly push: (...channels: ReadonlyArray<Int16Array>) => Uint8Array
  /** The header of what was pushed so far: write it over the first one, at byte 0, whenever the file ends. */
  readonly finish: () => Uint8Array
}
export declare const read: (bytes: Uint8Array) => Outcome<WavFile, WavError>
/** A whole PCM16 file: one array per channel, the shorter padded with silence. */
export declare const write: (sound: {
  readonly sampleRate: number
  readonly channels: ReadonlyArray<Int16Array>
}) => Uint8Array
export declare const writer: (options: { readonly sampleRate: number; readonly channels: 1 | 2 }) => WavWriter
