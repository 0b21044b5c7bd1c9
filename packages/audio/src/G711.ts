import { alaw, mulaw } from "x-law"
import type { Companded, G711Law } from "./AudioFormat.ts"

const codecs = { "audio/pcmu": mulaw, "audio/pcma": alaw }

const tableOf = (law: G711Law): Int16Array =>
  Int16Array.from({ length: 256 }, (_, byte) => codecs[law].decodeSample(byte))

const tables = { "audio/pcmu": tableOf("audio/pcmu"), "audio/pcma": tableOf("audio/pcma") }

/** Names bytes that are known to be of a law, such as those of a telephony stream. Nothing is checked: any byte is valid. */
export const fromBytes = <L extends G711Law>(_law: L, bytes: Uint8Array): Companded<L> => bytes as Companded<L>

/** Linear 16-bit samples at 8 000 Hz to one byte each (ITU-T G.711). Resample first: nothing here does. */
export const encode = <L extends G711Law>(law: L, samples: Int16Array): Companded<L> =>
  fromBytes(law, codecs[law].encode(samples))

/** One byte each to linear 16-bit samples at 8 000 Hz (ITU-T G.711). */
export const decode = <L extends G711Law>(law: L, bytes: Companded<NoInfer<L>>): Int16Array => {
  const table = tables[law]
  const out = new Int16Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) out[i] = table[bytes[i] ?? 0] ?? 0
  return out
}
