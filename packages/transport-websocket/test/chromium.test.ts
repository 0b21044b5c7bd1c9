/** The browser adapter in a real browser, against the compliance suite. */
import { launchChromium } from "@antiphon/chromium"
import { type Report, toText } from "@antiphon/transport-compliance"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { build } from "esbuild"
import { fileURLToPath } from "node:url"
import { stage } from "./chromium/stage.ts"

const bundle = Effect.promise(() =>
  build({
    entryPoints: [fileURLToPath(new URL("chromium/page.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser"
  })
)

/** The report of the suite run in a page. */
const comply = (far: "plain" | "listener") =>
  Effect.gen(function* () {
    const ports = yield* stage
    const { outputFiles } = yield* bundle
    const browser = yield* Effect.acquireRelease(
      Effect.promise(() => launchChromium()),
      (running) => Effect.promise(() => running.close())
    )
    return yield* Effect.promise(async () => {
      const page = await browser.newPage()
      await page.addScriptTag({ content: outputFiles[0]?.text ?? "" })
      return page.evaluate(([at, end]): Promise<Report> => window.comply(at, end), [ports, far] as const)
    })
  })

describe("Chromium", () => {
  it.live(
    "meets every requirement against a plain ws server",
    () =>
      Effect.gen(function* () {
        const report = yield* comply("plain")
        assert.isTrue(report.passed, toText(report))
        assert.isAbove(report.counts.passed, 45)
      }),
    300_000
  )

  it.live(
    "meets every requirement against this project's listener in Node",
    () =>
      Effect.gen(function* () {
        const report = yield* comply("listener")
        assert.isTrue(report.passed, toText(report))
        assert.isAbove(report.counts.passed, 35)
      }),
    300_000
  )
})
