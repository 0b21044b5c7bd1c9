import { Resampler, Wav } from "@antiphon/audio"
import { readFileSync } from "node:fs"
import { kernelsUrl, weightsUrl } from "../src/index.ts"
import { Moonshine } from "../src/model/Moonshine.ts"
import { read } from "../src/model/Weights.ts"

/** The weights that ship in the package. */
export const weights = read(readFileSync(weightsUrl))

/** Makes a model of them. */
export const makeModel = (): Moonshine => new Moonshine(weights, readFileSync(kernelsUrl))

/** The two recordings of the demo, read by a person, as PCM16 at 24 kHz, and what is said in them. */
export const turn = (name: "user-turn" | "reply"): { readonly samples: Int16Array; readonly text: string } => {
  const folder = new URL("../../../apps/terminal/assets/", import.meta.url)
  const wav = Wav.read(readFileSync(new URL(`${name}.wav`, folder)))
  if (wav._tag === "Failure") throw wav.failure
  const { transcript }: { readonly transcript: string } = JSON.parse(
    readFileSync(new URL(`${name}.json`, folder), "utf8")
  )
  return { samples: wav.success.channels[0], text: transcript }
}

/** The same at 16 kHz, as numbers from -1 to 1. */
export const recording = (name: "user-turn" | "reply"): Float32Array => {
  const resampler = Resampler.make({ from: 24_000, to: 16_000 })
  return Float32Array.from(resampler.process(turn(name).samples), (sample) => sample / 32_768)
}
