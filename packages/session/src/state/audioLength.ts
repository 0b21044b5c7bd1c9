/** The length of audio, from its text alone. Nothing is decoded. */
import { type AudioFormat, Base64, bytesPerSample, sampleRate } from "@antiphon/audio"

/** Milliseconds that base64 audio of a format plays. */
export const audioMs = (format: AudioFormat, base64: string): number => bytesMs(format, Base64.byteLength(base64))

/** Milliseconds that a number of bytes of a format plays. */
export const bytesMs = (format: AudioFormat, bytes: number): number =>
  (bytes * 1000) / (bytesPerSample(format) * sampleRate(format))
