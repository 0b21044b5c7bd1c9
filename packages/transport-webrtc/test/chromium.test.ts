/** The browser client against the compliance suite, in a real browser. */
import { type Browser, launchChromium, type Page } from "@antiphon/chromium"
import { toText } from "@antiphon/transport-compliance"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { sitePage } from "./site.ts"
import { answeringBase, errorBody, refusingBase, silentBase } from "./stage.ts"

const browser: Effect.Effect<Browser, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(() => launchChromium({ args: ["--disable-features=WebRtcHideLocalIpsWithMdns"] })),
  (running) => Effect.promise(() => running.close())
)

const pageOf = (name: string): Effect.Effect<Page, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { url } = yield* sitePage(name)
    const running = yield* browser
    return yield* Effect.promise(async () => {
      const page = await running.newPage()
      await page.goto(url)
      return page
    })
  })

describe("Chromium", () => {
  it.live(
    "meets every requirement against a plain peer connection",
    () =>
      Effect.gen(function* () {
        const page = yield* pageOf("comply")
        const bases = {
          refusing: yield* refusingBase,
          unauthorized: yield* answeringBase(401, {}, errorBody("no such key")),
          silent: yield* silentBase
        }
        yield* Effect.promise(() => page.waitForFunction(() => "comply" in window))
        const report = yield* Effect.promise(() => page.evaluate((at) => window.comply(at), bases))
        process.stderr.write(
          toText(report) + JSON.stringify(report.results.filter(({ ms }) => ms > 400).map(({ id, ms }) => [id, ms]))
        )
        assert.isTrue(report.passed, toText(report))
      }),
    300_000
  )
})
