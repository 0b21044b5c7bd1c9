/** The length of audio, from its text alone. Nothing is decoded. */
import { type AudioFormat, Base64, bytesPerSample, sampleRate } from "@antiphon/audio"

/** Milliseconds that base64 audio of a format plays. */
export const audioMs = (format: AudioFormat, base64: string): number =>
  (Base64.byteLength(base64) * 1000) / (bytesPerSample(format) * sampleRate(format))
