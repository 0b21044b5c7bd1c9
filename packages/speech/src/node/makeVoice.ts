import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Worker } from "node:worker_threads"
import type { SpeechError } from "../SpeechError.ts"
import { make, type Voice } from "../voice/Voice.ts"
import type { Spawn } from "../voice/VoiceWorker.ts"

/** The file beside this one, in the language that this one is in. */
const speaker = new URL(import.meta.url.endsWith(".ts") ? "speaker.ts" : "speaker.js", import.meta.url)

export const spawnSpeaker: Spawn = ({ died, told }) => {
  const lastCancelled = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(speaker, { name: "antiphon voice", workerData: lastCancelled, execArgv: [] })
  worker.on("message", told)
  worker.on("error", (error) => died(error instanceof Error ? error.message : String(error), error))
  worker.on("exit", (code) => died(`it ended with code ${code}`))
  return {
    ask: (sentence) => worker.postMessage(sentence, []),
    cancel: (id) => void Atomics.store(lastCancelled, 0, id),
    terminate: () => void worker.terminate()
  }
}

/**
 * A voice in a worker thread of its own, warm when this returns (after some 300 ms). The scope ends the thread. Fails with
 * `VoiceCrashed` where no thread can be started.
 */
export const makeVoice: Effect.Effect<Voice, SpeechError, Scope.Scope> = make(spawnSpeaker)
