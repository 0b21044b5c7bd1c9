/** The recognizer in a browser. Its module worker lives as long as the scope. */
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { EarsError } from "../EarsError.ts"
import { kernelsUrl, weightsUrl } from "../files.ts"
import { make, type Recognizer } from "../recognizer/Recognizer.ts"
import type { FileAddresses, FromWorker, Spawn } from "../recognizer/RecognizerWorker.ts"

/** Where the page finds the model. */
export interface FetchOptions {
  /**
   * Makes the module worker that runs `@antiphon/ears/worker`. The page makes it, so that its bundler sees the address.
   */
  readonly worker: () => Worker
  /** The address of the weights. Defaults to `weightsUrl`, which a bundler copies to the site. */
  readonly weights?: URL | string
  /** The address of the kernels. Defaults to `kernelsUrl`. */
  readonly kernels?: URL | string
}

const spawn =
  ({ kernels = kernelsUrl, weights = weightsUrl, worker: makeWorker }: FetchOptions): Spawn =>
  ({ onDied, onMessage }) => {
    const worker = makeWorker()
    worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => onMessage(data))
    worker.addEventListener("error", (event) => onDied(event.message || "its script cannot be loaded", event.error))
    const base = globalThis.location.href
    const addresses: FileAddresses = { weights: new URL(weights, base).href, kernels: new URL(kernels, base).href }
    worker.postMessage(addresses, [])
    return {
      send: (message) => worker.postMessage(message, []),
      terminate: () => worker.terminate()
    }
  }

/**
 * Makes a recognizer in a module worker. The worker downloads the weights first. The scope ends the worker. The page
 * needs no isolation headers.
 *
 * @example
 * ```ts
 * const worker = () => new Worker(new URL("./ears.worker.js", import.meta.url), { type: "module" })
 * const recognizer = yield* fetchRecognizer({ worker })
 * ```
 */
export const fetchRecognizer = (options: FetchOptions): Effect.Effect<Recognizer, EarsError, Scope.Scope> =>
  make(spawn(options))
