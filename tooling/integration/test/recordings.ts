import { Wav } from "@antiphon/audio"
import { readFileSync } from "node:fs"

/** Reads a recording of the sample app, in 24 kHz mono. */
export const recording = (name: "user-turn" | "reply"): Int16Array => {
  const path = new URL(`../../../apps/terminal/assets/${name}.wav`, import.meta.url)
  const outcome = Wav.read(readFileSync(path))
  const [channel] = outcome._tag === "Success" ? outcome.success.channels : []
  if (channel === undefined) throw new Error(`${name}.wav has no audio. Restore the file.`)
  return channel
}

/** Splits samples into pieces of 100 ms, and adds a second of silence. */
export const asSpoken = (samples: Int16Array): ReadonlyArray<Int16Array> => {
  const whole = new Int16Array(samples.length + 24_000)
  whole.set(samples)
  return Array.from({ length: Math.ceil(whole.length / 2400) }, (_, i) => whole.slice(i * 2400, (i + 1) * 2400))
}

export const toBase64 = (samples: Int16Array): string =>
  Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString("base64")

/** Decodes deltas to samples. */
export const fromBase64 = (deltas: ReadonlyArray<string>): Int16Array =>
  new Int16Array(Uint8Array.from(Buffer.concat(deltas.map((delta) => Buffer.from(delta, "base64")))).buffer)
