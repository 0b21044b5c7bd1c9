import { launchChromium, serveFolder } from "@antiphon/chromium"
import { assert, it } from "@effect/vitest"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "vite"
import type { Program } from "./page/main.ts"
import { turn } from "./recordings.ts"

declare const program: Program

it("the recognizer, bundled by Vite, fetches its weights in Chromium and writes what a person says", async () => {
  const outDir = await mkdtemp(join(tmpdir(), "ears-page-"))
  await build({
    root: fileURLToPath(new URL("page/", import.meta.url)),
    configFile: false,
    logLevel: "error",
    worker: { format: "es" },
    build: { outDir, target: "es2022", minify: false }
  })
  const site = await serveFolder({ root: outDir, csp: "script-src 'self' 'wasm-unsafe-eval'" })
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.goto(site.url)
    await page.waitForFunction(() => "program" in globalThis)
    const { samples, text } = turn("reply")
    const written = await page.evaluate((samples) => program.transcribe(samples), Array.from(samples))
    assert.strictEqual(written, text)
    assert.strictEqual(await page.evaluate(() => program.withoutWeights()), "WeightsUnreachable")
  } finally {
    await browser.close()
    await site.close()
    await rm(outDir, { recursive: true, force: true })
  }
}, 700_000)
