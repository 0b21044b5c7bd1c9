import { requirementIds, toText, verify } from "@antiphon/gateway-compliance"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { broken, brokenEngine } from "./broken.ts"

it.live("each requirement catches an engine that breaks it, and says what it expected", () =>
  Effect.gen(function* () {
    const results = yield* Effect.forEach(requirementIds, (id) => verify(brokenEngine(broken[id]), id), {
      concurrency: "unbounded"
    })
    assert.deepStrictEqual(
      results.filter(({ detail, passed }) => passed || detail === "").map(({ id }) => id),
      []
    )
    const text = toText({ adapter: "broken", passed: false, results })
    assert.include(text, "failed  log.fence ")
    assert.include(text, `0 of ${results.length} requirements are met`)
  })
)
