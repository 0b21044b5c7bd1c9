import { readFileSync } from "node:fs"
import { Wav } from "@antiphon/audio"

const assets = new URL("../../../apps/terminal/assets/", import.meta.url)

/** A recording of the demo, 24 kHz mono PCM16. The README beside it says where it comes from. */
export const recording = (name: "user-turn" | "reply"): Int16Array => {
  const wav = Wav.read(readFileSync(new URL(`${name}.wav`, assets)))
  if (wav._tag === "Failure") throw wav.failure
  return wav.success.channels[0]
}

/** Where a person marked the speech of the user's turn, in samples at 24 kHz. */
export const marks = (): { readonly start: number; readonly end: number } => {
  const { speech_end_ms: end, speech_start_ms: start } = JSON.parse(
    readFileSync(new URL("user-turn.json", assets), "utf8")
  )
  return { start: start * 24, end: end * 24 }
}
