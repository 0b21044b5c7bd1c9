/** The voice in Node. Its worker thread runs `speaker.ts` and lives as long as the scope. */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Worker } from "node:worker_threads"
import type { SpeechError } from "../SpeechError.ts"
import { make, type Voice } from "../voice/Voice.ts"
import type { Spawn } from "../voice/VoiceWorker.ts"

/** The worker's file lies beside this one and is TypeScript or JavaScript as this one is. */
const speaker = new URL(import.meta.url.endsWith(".ts") ? "speaker.ts" : "speaker.js", import.meta.url)

/**
 * Starts the worker thread. A cancelled id reaches it through shared memory, because a busy thread reads no messages.
 */
export const spawnSpeaker: Spawn = ({ onDied, onMessage }) => {
  const lastCancelled = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(speaker, { name: "antiphon voice", workerData: lastCancelled, execArgv: [] })
  worker.on("message", onMessage)
  worker.on("error", (error) => onDied(error instanceof Error ? error.message : String(error), error))
  worker.on("exit", (code) => onDied(`it ended with code ${code}`))
  return {
    speak: (request) => worker.postMessage(request, []),
    cancel: (id) => void Atomics.store(lastCancelled, 0, id),
    terminate: () => void worker.terminate()
  }
}

/**
 * Makes a voice in a worker thread of its own. The thread is warm when this succeeds, after about 300 ms. The scope
 * ends the thread. Fails with `VoiceCrashed` if no thread can be started.
 *
 * @example
 * ```ts
 * const voice = yield* makeVoice
 * const audio = voice.speak({ name: "alloy", speed: 1 }, Stream.make("Good morning."))
 * ```
 */
export const makeVoice: Effect.Effect<Voice, SpeechError, Scope.Scope> = make(spawnSpeaker)
