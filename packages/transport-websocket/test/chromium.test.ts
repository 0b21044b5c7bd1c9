/** The browser adapter in a real browser, against the compliance suite. */
import { toText } from "@antiphon/transport-compliance"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { comply } from "./chromium/comply.ts"

it.live(
  "Chromium meets every requirement against a plain ws server",
  () =>
    Effect.gen(function* () {
      const report = yield* comply("plain")
      assert.isTrue(report.passed, toText(report))
      assert.isAbove(report.counts.passed, 45)
    }),
  300_000
)
