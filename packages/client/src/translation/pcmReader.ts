import { Base64, Pcm16 } from "@antiphon/audio"

/** Samples of base64 PCM16 that comes in pieces of any length: half a sample waits for its other half. Undefined for what is no base64. */
export const pcmReader = (): ((delta: string) => Int16Array | undefined) => {
  let held = new Uint8Array(0)
  return (delta) => {
    const decoded = Base64.decode(delta)
    if (decoded._tag === "Failure") return undefined
    const bytes = new Uint8Array(held.length + decoded.success.length)
    bytes.set(held)
    bytes.set(decoded.success, held.length)
    const whole = bytes.length - (bytes.length % 2)
    held = bytes.slice(whole)
    const samples = Pcm16.fromBytes(bytes.subarray(0, whole))
    return samples._tag === "Success" ? samples.success : undefined
  }
}
