import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { launchChromium, serveFolder } from "@antiphon/chromium"
import { assert, it } from "@effect/vitest"
import { build } from "vite"
import { makeListener } from "../src/turns/Listener.ts"
import type { Program } from "./page/main.ts"
import { recording } from "./recordings.ts"
import { weights } from "./weights.ts"

declare const program: Program

it("the detector, bundled by Vite, fetches its weights in Chromium and finds the turns that it finds in Node", async () => {
  const outDir = await mkdtemp(join(tmpdir(), "speech-page-"))
  await build({
    root: fileURLToPath(new URL("page/", import.meta.url)),
    configFile: false,
    logLevel: "error",
    build: { outDir, target: "es2022" }
  })
  const site = await serveFolder({ root: outDir, csp: "script-src 'self'" })
  const browser = await launchChromium()
  try {
    const samples = recording("user-turn")
    const page = await browser.newPage()
    await page.goto(site.url)
    await page.waitForFunction(() => "program" in globalThis)
    const found = await page.evaluate((samples) => program.detect(samples), Array.from(samples))
    const expected = makeListener(weights, { type: "server_vad" }).process(samples)
    assert.strictEqual(found.length, 2)
    assert.deepStrictEqual(
      found,
      expected.filter((event) => event._tag !== "Silence")
    )
  } finally {
    await browser.close()
    await site.close()
    await rm(outDir, { recursive: true, force: true })
  }
}, 700_000)
