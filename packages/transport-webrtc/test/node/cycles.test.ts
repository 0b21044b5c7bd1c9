/** Calls leave nothing behind. A hundred of them, and the memory they take, are in `test/long/cycles.ts`. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { cycle, held } from "./cycle.ts"

describe("calls that are over", () => {
  it.live(
    "hold no timer, file or thread, however many there were",
    () =>
      Effect.gen(function* () {
        const cycles = (from: number) =>
          Effect.forEach([0, 1, 2, 3, 4, 5], (one) => cycle(from + one), { discard: true })
        yield* cycles(0)
        const before = held()
        yield* cycles(6)
        const grew = () => {
          const now = held()
          return now.resources > before.resources || now.files > before.files || now.threads > before.threads
        }
        // The library's own threads let go of a call a little after it is over.
        yield* Effect.whileLoop({ while: grew, body: () => Effect.sleep("5 millis"), step: () => {} })
        assert.isFalse(grew())
      }),
    30_000
  )
})
