/** The samples of a call as its bytes, and the session format that has the same bytes. */
import { type AudioFormat, bytesPerSample, G711, Pcm16, sampleRate } from "@antiphon/audio"

export const encodeSamples = (format: AudioFormat, samples: Int16Array): Uint8Array =>
  format.type === "audio/pcm" ? Pcm16.toBytes(samples.slice()) : G711.encode(format.type, samples)

/** Decodes whole samples. The odd byte at the end of linear PCM is left out. */
export const decodeSamples = (format: AudioFormat, bytes: Uint8Array): Int16Array => {
  if (format.type !== "audio/pcm") return G711.decode(format.type, G711.fromBytes(format.type, bytes))
  const decoded = Pcm16.fromBytes(bytes.subarray(0, bytes.length - (bytes.length % bytesPerSample(format))))
  return decoded._tag === "Success" ? decoded.success : new Int16Array(0)
}

/** The rate of linear PCM in a session. */
export const sessionRate = 24_000

/**
 * Returns the format of a session for a call. G.711 stays as it is, and linear PCM at 8 kHz becomes µ-law, so neither is
 * resampled. Linear PCM at other rates becomes that of 24 kHz, and is resampled once each way if it is not that already.
 */
export const sessionFormat = (format: AudioFormat): AudioFormat => {
  if (format.type !== "audio/pcm") return format
  return sampleRate(format) === 8000 ? { type: "audio/pcmu" } : { type: "audio/pcm", rate: sessionRate }
}
