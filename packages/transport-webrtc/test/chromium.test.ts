/** The browser client in a real browser, against the compliance suite. */
import { toText } from "@antiphon/transport-compliance"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type {} from "./chromium/comply.ts"
import type { Bases } from "./chromium/control.ts"
import { stage } from "./chromium/stage.ts"
import { browser, openPage } from "./site.ts"

/** The report of the suite run in a page. */
const comply = (bases?: Bases) =>
  Effect.gen(function* () {
    const page = yield* openPage(yield* browser, "comply")
    const report = yield* Effect.promise(() => page.evaluate((at) => window.comply(at), bases))
    process.stderr.write(
      toText(report) + JSON.stringify(report.results.filter(({ ms }) => ms > 400).map(({ id, ms }) => [id, ms]))
    )
    return report
  })

describe("Chromium", () => {
  it.live(
    "meets every requirement against a plain peer connection of the same page",
    () =>
      Effect.gen(function* () {
        const report = yield* comply()
        assert.isTrue(report.passed, toText(report))
        assert.isAbove(report.counts.passed, 45)
      }),
    300_000
  )

  it.live(
    "meets every requirement against Node, with media",
    () =>
      Effect.gen(function* () {
        const report = yield* comply(yield* stage)
        assert.isTrue(report.passed, toText(report))
        assert.isAbove(report.counts.passed, 55)
      }),
    300_000
  )
})
