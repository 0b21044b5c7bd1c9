/** What a worker does, on every platform. It loads nothing of Effect, so that it starts quickly. */
import { ModelError } from "../model/ModelError.ts"
import { Moonshine } from "../model/Moonshine.ts"
import { pass } from "../model/pass.ts"
import * as Weights from "../model/Weights.ts"
import type { FromWorker, ToWorker } from "./RecognizerWorker.ts"

/** The platform of a worker. */
export interface Platform {
  readonly post: (message: FromWorker) => void
  /** Lets the messages that wait be read. */
  readonly pause: () => Promise<void>
}

/** The two files that the model is made of. */
export interface Files {
  readonly weights: Uint8Array
  readonly kernels: Uint8Array<ArrayBuffer>
}

/** Puts the model in memory. Returns what handles messages, or `undefined` if there is no model. */
export const begin = (platform: Platform, files: Files): ((message: ToWorker) => void) | undefined => {
  try {
    const weights = Weights.read(files.weights)
    const model = new Moonshine(weights, files.kernels)
    platform.post({ _tag: "Ready" })
    return handle(platform, model, weights.pieces)
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    platform.post({ _tag: "Unusable", kind: error.kind, detail: error.message })
    return undefined
  }
}

const handle = ({ pause, post }: Platform, model: Moonshine, pieces: ReadonlyArray<string>) => {
  let lastCancelled = 0

  const run = async (message: Extract<ToWorker, { readonly _tag: "Pass" }>): Promise<void> => {
    for (const word of pass(model, pieces, message)) {
      if (word !== undefined) post({ _tag: "Word", word })
      await pause()
      if (lastCancelled >= message.id) return
    }
  }

  return (message: ToWorker): void => {
    if (message._tag === "Cancel") lastCancelled = message.id
    else {
      run(message).then(
        () => post({ _tag: "Done" }),
        (error: unknown) => post({ _tag: "Failed", detail: error instanceof Error ? error.message : String(error) })
      )
    }
  }
}
