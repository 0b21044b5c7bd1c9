import * as Pcm16 from "@antiphon/audio/pcm16"
import { kindOf, need } from "./checkOptions.ts"

/**
 * Samples as programs have them. `Int16Array` is PCM16, floats (Web Audio) are clipped to -1..1, and bytes
 * (`Uint8Array`, `Buffer`, `ArrayBuffer`, `DataView`) are little-endian PCM16. Anything else is `invalid`, because its
 * numbers would be noise.
 */
export type Samples = Int16Array | Float32Array | Float64Array | Uint8Array | ArrayBuffer | DataView

export const samplesOf = (samples: Samples): Int16Array => {
  // Compared by name, since an array of another realm (a test environment, a frame) has another class.
  const given: unknown = samples
  const name = Object.prototype.toString.call(given).slice(8, -1)
  if (isInt16(samples, name)) return samples
  if (isFloats(samples, name)) return Pcm16.fromFloat32(Float32Array.from(samples))
  need(
    isBytes(samples, name),
    `sendAudio takes an Int16Array of PCM16, a Float32Array or bytes of PCM16, not ${name === "Object" ? kindOf(given) : name}`
  )
  const bytes = ArrayBuffer.isView(samples)
    ? new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)
    : new Uint8Array(samples)
  const read = Pcm16.fromBytes(bytes)
  need(read._tag === "Success", `sendAudio: ${bytes.length} bytes end inside a sample: hold the last one back`)
  return read.success
}

const isInt16 = (_: Samples, name: string): _ is Int16Array => name === "Int16Array"
const isFloats = (_: Samples, name: string): _ is Float32Array | Float64Array => /^Float\d+Array$/.test(name)
const isBytes = (_: Samples, name: string): _ is Uint8Array | ArrayBuffer | DataView =>
  /^(Uint8Array|(Shared)?ArrayBuffer|DataView)$/.test(name)
