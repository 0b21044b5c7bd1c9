import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { type Adapter, type RequirementId, requirementIds, verify } from "@antiphon/transport-compliance"
import { ends } from "./broken/ends.ts"
import { events } from "./broken/events.ts"
import { limits } from "./broken/limits.ts"
import { opening } from "./broken/opening.ts"

/** A requirement that no adapter here breaks does not compile. */
const broken: Readonly<Record<RequirementId, Adapter>> = { ...opening, ...events, ...limits, ...ends }

describe("an adapter that", { concurrent: true }, () => {
  for (const id of requirementIds) {
    it.live(`${broken[id].name} is caught by ${id}`, () =>
      Effect.gen(function* () {
        const result = yield* verify(broken[id], id)
        assert.strictEqual(result.outcome, "failed", JSON.stringify(result))
      })
    )
  }
})
