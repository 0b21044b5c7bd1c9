/** Makes an hour of audio as deltas, and assembles it. */
import { randomBytes } from "node:crypto"
import { OutputAssembly } from "@antiphon/audio"

export const part = { response_id: "resp_1", item_id: "item_1", output_index: 0, content_index: 0 }
export const bytesPerMs = 48

/** The base64 of `ms` milliseconds of 24 kHz PCM16, in 16 variants. */
export const deltas = (ms: number): ReadonlyArray<string> =>
  Array.from({ length: 16 }, () => randomBytes(ms * bytesPerMs).toString("base64"))

let events = 0

/** Adds `minutes` of audio as parsed events, in deltas of `ms` milliseconds. */
export const extend = (assembly: OutputAssembly, minutes: number, ms: number, texts: ReadonlyArray<string>): void => {
  for (let i = 0; i < (minutes * 60_000) / ms; i++) {
    const delta = texts[i % texts.length] ?? ""
    assembly.push({ type: "response.output_audio.delta", event_id: `event_${events++}`, ...part, delta })
  }
}

/** An assembly of `minutes` of audio. */
export const assemble = (minutes: number, ms: number, texts: ReadonlyArray<string>): OutputAssembly => {
  const assembly = OutputAssembly.make()
  extend(assembly, minutes, ms, texts)
  return assembly
}
