import { Base64, Pcm16 } from "@antiphon/audio"

/** Samples of base64 PCM16, or in words what is wrong with it. */
export const decodeSamples = (base64: string): Int16Array | string => {
  const bytes = Base64.decode(base64)
  if (bytes._tag === "Failure") return `Invalid audio: ${bytes.failure.message}.`
  const samples = Pcm16.fromBytes(bytes.success)
  return samples._tag === "Failure" ? `Invalid audio: ${samples.failure.message}.` : samples.success
}
