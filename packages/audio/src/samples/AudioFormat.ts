/** Linear PCM with 16 bits, little-endian, mono, at `rate` Hz. The Realtime API uses 24 000. */
export interface PcmFormat {
  readonly type: "audio/pcm"
  readonly rate: number
}

/** G.711 µ-law, one byte per sample, 8 000 Hz. */
export interface PcmuFormat {
  readonly type: "audio/pcmu"
}

/** G.711 A-law, one byte per sample, 8 000 Hz. */
export interface PcmaFormat {
  readonly type: "audio/pcma"
}

/** The audio formats of the Realtime API, spelled as in `session.audio.input.format`. */
export type AudioFormat = PcmFormat | PcmuFormat | PcmaFormat

/** The two G.711 laws by the name of their format. */
export type G711Law = "audio/pcmu" | "audio/pcma"

declare const law: unique symbol

/**
 * Companded bytes of one law. The law is part of the type, so PCM bytes and bytes of the other law do not fit. `G711`
 * makes them.
 */
export interface Companded<L extends G711Law> extends Uint8Array {
  readonly [law]: L
}

/** The array that holds the samples of a format. It is `Int16Array` for PCM and companded bytes for G.711. */
export type SamplesOf<F extends AudioFormat> = F extends { readonly type: infer L extends G711Law }
  ? Companded<L>
  : Int16Array

/** 24 kHz PCM16, the default of the Realtime API. */
export const pcm24k: PcmFormat = { type: "audio/pcm", rate: 24_000 }

/** Returns the samples per second of a format. */
export const sampleRate = (format: AudioFormat): number => (format.type === "audio/pcm" ? format.rate : 8_000)

/** Returns the bytes per sample of a format, 2 for PCM and 1 for G.711. */
export const bytesPerSample = (format: AudioFormat): 1 | 2 => (format.type === "audio/pcm" ? 2 : 1)
