/** The browser adapter in a real browser, with this project at both ends. */
import { toText } from "@antiphon/transport-compliance"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { comply } from "../chromium/comply.ts"

it.live(
  "Chromium meets every requirement against this project's listener in Node",
  () =>
    Effect.gen(function* () {
      const report = yield* comply("listener")
      assert.isTrue(report.passed, toText(report))
      assert.isAbove(report.counts.passed, 35)
    }),
  300_000
)
