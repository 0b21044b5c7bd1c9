/** The recognizer in Node. Its worker thread runs `thread.ts` and lives as long as the scope. */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { Worker } from "node:worker_threads"
import type { EarsError } from "../EarsError.ts"
import { kernelsUrl, weightsUrl } from "../files.ts"
import { make, type Recognizer } from "../recognizer/Recognizer.ts"
import type { FileAddresses, Spawn } from "../recognizer/RecognizerWorker.ts"

/** Which model to use. */
export interface RecognizerOptions {
  /** The file of weights. Defaults to the weights of this package. */
  readonly weights?: URL
}

/** The worker's file lies beside this one and is TypeScript or JavaScript as this one is. */
const thread = new URL(import.meta.url.endsWith(".ts") ? "thread.ts" : "thread.js", import.meta.url)

/** Starts the worker thread. */
const spawn =
  ({ weights = weightsUrl }: RecognizerOptions): Spawn =>
  ({ onDied, onMessage }) => {
    const workerData: FileAddresses = { weights: weights.href, kernels: kernelsUrl.href }
    const worker = new Worker(thread, { name: "antiphon ears", workerData, execArgv: [] })
    worker.on("message", onMessage)
    worker.on("error", (error) => onDied(error instanceof Error ? error.message : String(error), error))
    worker.on("exit", (code) => onDied(`it ended with code ${code}`))
    return {
      send: (message) => worker.postMessage(message, []),
      terminate: () => void worker.terminate()
    }
  }

/**
 * Makes a recognizer in a worker thread of its own. The model is in memory when this succeeds, after about 200 ms. The
 * scope ends the thread. Fails if the weights cannot be read or used, or if the runtime has no SIMD.
 *
 * @example
 * ```ts
 * const recognizer = yield* makeRecognizer()
 * const words = recognizer.transcribe(Stream.make(samples))
 * ```
 */
export const makeRecognizer = (options: RecognizerOptions = {}): Effect.Effect<Recognizer, EarsError, Scope.Scope> =>
  make(spawn(options))
