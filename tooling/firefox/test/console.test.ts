/** The console as its users run it, in one Firefox, with a server of its own on loopback. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { servePage } from "../../../apps/browser-console/src/server/servePage.ts"
import { startRealtime } from "../../../apps/browser-console/src/server/startRealtime.ts"
import { type Firefox, launchFirefox, type Page } from "../src/index.ts"
import { press, shows } from "./page.ts"
import { speakOnce } from "./voice.ts"

const words = "The north star stands above the pole and never sets. All the others turn around it, night after night."
/** Long enough that it still plays when a slow machine interrupts it. */
const script = { turns: [{ say: Array.from({ length: 6 }, () => words).join(" ") }], pace: 1 }
const escape = "\uE00C"

let firefox: Firefox
let folder: string
let site: { readonly url: string; readonly stop: () => Promise<unknown> }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "firefox-console-"))
  const file = join(folder, "script.json")
  await writeFile(file, JSON.stringify(script))
  const page = await servePage(0)
  const realtime = await startRealtime(["--engine", "scripted", "--script", file], page.origin)
  page.offer(realtime.url, realtime.engine)
  site = { url: page.origin, stop: () => Promise.all([page.close(), realtime.stop()]) }
  firefox = await launchFirefox()
})
afterAll(async () => {
  await firefox.close()
  await site.stop()
  await rm(folder, { recursive: true, force: true })
})

/** What was heard and what is left of the last answer, as its message says. */
const heard = (page: Page) =>
  page.evaluate(() => {
    const lengths = [...document.querySelectorAll(".message[data-role=assistant] .length")]
    const [, played, whole] = /^([\d.]+) s of ([\d.]+) s heard$/.exec(lengths.at(-1)?.textContent ?? "") ?? []
    return { played: Number(played), whole: Number(whole) }
  })

it("a turn spoken in Firefox is answered over WebSocket, Escape silences it, and each view shows it", async () => {
  const page = await firefox.newPage(speakOnce)
  await page.goto(site.url)
  await press(page, "WebSocket")
  await press(page, "Start talking")
  await shows(page, "The north star stands")
  // Some of the answer has played, and more is to come.
  await page.waitFor(() => {
    const lengths = [...document.querySelectorAll(".message[data-role=assistant] .length")]
    return Number.parseFloat(lengths.at(-1)?.textContent ?? "") > 0.5
  })
  await page.press(escape)
  await page.waitFor(() => document.querySelector(".message[data-role=assistant] .unheard"))
  const { played, whole } = await heard(page)
  expect(played).toBeGreaterThan(0)
  expect(played).toBeLessThan(whole)
  await shows(page, "conversation.item.truncated")

  await page.resize(390, 844)
  await press(page, "Inspector")
  await press(page, "Timing")
  await page.waitFor(() => document.querySelector(".turn")?.textContent?.includes("speech stopped"))
  expect(await page.evaluate("getComputedStyle(document.querySelector('main')).display")).toBe("none")
  await press(page, "Talk")
  await shows(page, "The north star stands")
  await press(page, "End")
  await shows(page, "Session ended")
  expect(page.complaints).toEqual([])
  await page.close()
})
