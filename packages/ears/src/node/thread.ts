/** The program of the worker thread. */
import { readFileSync } from "node:fs"
import { setImmediate } from "node:timers/promises"
import { parentPort, workerData } from "node:worker_threads"
import { begin } from "../recognizer/program.ts"
import type { FileAddresses, FromWorker, ToWorker } from "../recognizer/RecognizerWorker.ts"

const addresses: FileAddresses = workerData
const post = (message: FromWorker): void => parentPort?.postMessage(message, [])

const read = (address: string): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return readFileSync(new URL(address))
  } catch {
    post({ _tag: "Unusable", kind: "WeightsUnreachable", detail: address })
    return undefined
  }
}

const weights = read(addresses.weights)
const kernels = weights === undefined ? undefined : read(addresses.kernels)
const pause = () => setImmediate()
const handle = weights && kernels ? begin({ post, pause }, { weights, kernels }) : undefined
if (handle !== undefined) parentPort?.on("message", (message: ToWorker) => handle(message))
