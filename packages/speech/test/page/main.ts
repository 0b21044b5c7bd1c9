import * as Effect from "effect/Effect"
import { TurnDetector, type TurnEvent } from "../../src/index.ts"

const { listen } = await Effect.runPromise(TurnDetector.fetch())

/** What a test calls in this page. */
const program = {
  detect: (samples: ReadonlyArray<number>): ReadonlyArray<TurnEvent> =>
    listen({ type: "server_vad" })
      .process(Int16Array.from(samples))
      .filter((event) => event._tag !== "Silence")
}

export type Program = typeof program

Object.assign(globalThis, { program })
