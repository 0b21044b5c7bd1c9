/** Runs the compliance suite in a page. */
import type { Browser } from "@antiphon/chromium"
import type { Report } from "@antiphon/transport-compliance"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Bases } from "./chromium/control.ts"
import { openPage } from "./site.ts"

/** The report of the suite against Node at `bases`, or against a plain peer connection of the same page. */
export const comply = (browser: Browser, bases?: Bases): Effect.Effect<Report, never, Scope.Scope> =>
  Effect.gen(function* () {
    const page = yield* openPage(browser, "comply")
    return yield* Effect.promise(() => page.evaluate((at) => window.comply(at), bases))
  })

/** What failed, in a line each. */
export const failures = ({ results }: Report): ReadonlyArray<string> =>
  results.flatMap(({ detail, id, outcome }) => (outcome === "failed" ? [`${id}: ${detail}`] : []))
