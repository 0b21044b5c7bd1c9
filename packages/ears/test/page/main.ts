import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { fetchRecognizer } from "../../src/browser.ts"

const worker = () => new Worker(new URL("./ears.worker.ts", import.meta.url), { type: "module" })
const scope = Scope.makeUnsafe()
const recognizer = await Effect.runPromise(Scope.provide(fetchRecognizer({ worker }), scope))

/** What a test calls in this page. */
const program = {
  transcribe: async (samples: ReadonlyArray<number>): Promise<string> => {
    const words = await Effect.runPromise(
      Stream.runCollect(recognizer.transcribe(Stream.make(Int16Array.from(samples))))
    )
    return words.map(({ text }) => text).join("")
  },
  /** Why a recognizer without its weights fails. */
  withoutWeights: (): Promise<string> =>
    Effect.runPromise(
      Effect.scoped(fetchRecognizer({ worker, weights: "/nowhere.bin" })).pipe(
        Effect.flip,
        Effect.map(({ reason }) => reason._tag)
      )
    )
}

export type Program = typeof program

Object.assign(globalThis, { program })
