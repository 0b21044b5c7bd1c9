/** Runs the compliance suite on the browser's own WebSocket, in Chromium. */
import { launchChromium } from "@antiphon/chromium"
import type { Report } from "@antiphon/transport-compliance"
import * as Effect from "effect/Effect"
import { build } from "esbuild"
import { fileURLToPath } from "node:url"
import { stage } from "./stage.ts"

const bundle = Effect.promise(() =>
  build({
    entryPoints: [fileURLToPath(new URL("page.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser"
  })
)

/** The report of the suite run in a page. */
export const comply = (far: "plain" | "listener") =>
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
