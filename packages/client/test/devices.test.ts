import { type Browser, launchChromium, type Page, serveFolder, type Site } from "@antiphon/chromium"
import { Wav } from "@antiphon/audio"
import { afterAll, assert, beforeAll, it } from "@effect/vitest"
import { build } from "esbuild"
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Devices } from "./page/devices.ts"

declare const devices: Devices

let root: string
let site: Site
let browser: Browser
let page: Page

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "client-devices-"))
  const speech = join(root, "speech.wav")
  const samples = Int16Array.from({ length: 48_000 }, (_, at) => Math.round(9000 * Math.sin(at / 17)))
  await writeFile(speech, Wav.write({ sampleRate: 48_000, channels: [samples] }))
  const worklet = fileURLToPath(import.meta.resolve("@antiphon/audio/worklets/player.js"))
  await cp(join(worklet, ".."), join(root, "worklets"), { recursive: true })
  const entry = fileURLToPath(new URL("page/devices.ts", import.meta.url))
  await build({ entryPoints: [entry], bundle: true, format: "esm", outfile: join(root, "main.js") })
  await writeFile(join(root, "index.html"), `<!doctype html><script type="module" src="/main.js"></script>`)
  site = await serveFolder({ root, csp: "script-src 'self'" })
  browser = await launchChromium({ microphone: speech })
  page = await browser.newPage()
  await page.goto(site.url)
  await page.waitForFunction(() => "devices" in globalThis)
}, 60_000)

afterAll(async () => {
  await browser.close()
  await site.close()
  await rm(root, { recursive: true, force: true })
})

it("a microphone and a speaker whose contexts are suspended come back by themselves, and tell of both", async () => {
  const { microphone, speaker } = await page.evaluate(() => devices.suspend())
  assert.deepStrictEqual(microphone, { told: ["suspended", "resumed"], state: "running" })
  assert.deepStrictEqual(speaker, { told: ["suspended", "resumed"], state: "running" })
})

it("a microphone that the system ends says why, and is closed with that", async () => {
  const { told, closed } = await page.evaluate(() => devices.end())
  assert.deepStrictEqual(told, ["device_failed: the microphone was stopped by the page or the system"])
  assert.deepStrictEqual(closed, told)
})

it("blocks that the session does not take are reported, with the error", async () => {
  assert.deepStrictEqual(await page.evaluate(() => devices.drop()), { ms: 20, error: "Error: no connection" })
})

it("the position of a speaker lets the ledger forget: after 2,000 parts that were heard, one account is open", async () => {
  const { open, position } = await page.evaluate(() => devices.speak(2000))
  assert.deepStrictEqual(position, { until: 48_000, given: 48_000 })
  assert.strictEqual(open, 1)
})
