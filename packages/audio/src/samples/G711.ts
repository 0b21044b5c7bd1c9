import type { Companded, G711Law } from "./AudioFormat.ts"
import { needArray } from "./need.ts"

/** The largest magnitude that either law encodes. */
const loudest = 32_635

/** The place of the highest bit. */
const exponentOf = (magnitude: number): number => 31 - Math.clz32(magnitude)

/**
 * Converts a sample to its byte and back. A byte has a sign, an exponent of three bits and a mantissa of four, with
 * bits inverted (ITU-T G.711).
 */
const codecs = {
  "audio/pcmu": {
    encode: (sample: number): number => {
      const magnitude = Math.min(Math.abs(sample) + 132, loudest)
      const exponent = exponentOf(magnitude >> 7)
      return ~((sample < 0 ? 128 : 0) | (exponent << 4) | ((magnitude >> (exponent + 3)) & 15))
    },
    decode: (byte: number): number => {
      const magnitude = ((((~byte & 15) << 3) + 132) << ((~byte >> 4) & 7)) - 132
      return byte < 128 ? -magnitude : magnitude
    }
  },
  "audio/pcma": {
    encode: (sample: number): number => {
      const magnitude = Math.min(Math.abs(sample), loudest)
      const exponent = magnitude < 256 ? 0 : exponentOf(magnitude >> 7)
      const mantissa = (magnitude >> Math.max(4, exponent + 3)) & 15
      return ((sample < 0 ? 0 : 128) | (exponent << 4) | mantissa) ^ 0x55
    },
    decode: (byte: number): number => {
      const bits = byte ^ 0x55
      const exponent = (bits >> 4) & 7
      const mantissa = ((bits & 15) << 4) + 8
      const magnitude = exponent === 0 ? mantissa : (mantissa + 256) << (exponent - 1)
      return bits < 128 ? -magnitude : magnitude
    }
  }
}

const tableOf = (law: G711Law): Int16Array => Int16Array.from({ length: 256 }, (_, byte) => codecs[law].decode(byte))

const tables = { "audio/pcmu": tableOf("audio/pcmu"), "audio/pcma": tableOf("audio/pcma") }

/**
 * Marks bytes as companded by a law, e.g. those of a telephony stream. Does not check them, because every byte is
 * valid.
 */
export const fromBytes = <L extends G711Law>(_law: L, bytes: Uint8Array): Companded<L> => bytes as Companded<L>

/** Encodes linear 16-bit samples at 8 000 Hz to one byte each (ITU-T G.711). Does not resample, so resample first. */
export const encode = <L extends G711Law>(law: L, samples: Int16Array): Companded<L> => {
  needArray(encode, "G711.encode", samples)
  const codec = codecs[law]
  const out = new Uint8Array(samples.length)
  for (let i = 0; i < out.length; i++) out[i] = codec.encode(samples[i] ?? 0)
  return fromBytes(law, out)
}

/** Decodes bytes to linear 16-bit samples at 8 000 Hz (ITU-T G.711). */
export const decode = <L extends G711Law>(law: L, bytes: Companded<NoInfer<L>>): Int16Array => {
  const table = tables[law]
  const out = new Int16Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) out[i] = table[bytes[i] ?? 0] ?? 0
  return out
}
