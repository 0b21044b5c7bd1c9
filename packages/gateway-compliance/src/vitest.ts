/** The suite as vitest tests, one per requirement. */
import * as Effect from "effect/Effect"
import { describe, it } from "vitest"
import type { Adapter } from "./Adapter.ts"
import { requirementIds, requirements } from "./requirements.ts"
import { verify } from "./run.ts"

/** Longer than any requirement may take, so that the suite's own words about a hang are the ones that are read. */
const timeout = 120_000

/** Declares a `describe` of the engine's name with one test per requirement. Call it at the top level of a test file. */
export const compliance = (adapter: Adapter): void => {
  describe(adapter.name, () => {
    for (const id of requirementIds) {
      it(`${id}: ${requirements[id].says}`, { timeout }, async () => {
        const { detail, passed } = await Effect.runPromise(verify(adapter, id))
        if (!passed) throw new Error(`${id} failed: ${detail}`)
      })
    }
  })
}
