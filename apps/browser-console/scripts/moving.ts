/**
 * Takes the moving picture of the README. `node scripts/moving.ts FILE.webp` speaks a turn, lets the model answer for three
 * seconds and interrupts it. Needs ffmpeg with libwebp. Build the page first.
 */
import { launchChromium } from "@antiphon/chromium"
import { execFileSync } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { servePage } from "../src/server/servePage.ts"
import { startRealtime } from "../src/server/startRealtime.ts"

const [file = "out/turn.webp"] = process.argv.slice(2)
const script = fileURLToPath(new URL("session.json", import.meta.url))
const recording = fileURLToPath(new URL("../../terminal/assets/user-turn.wav", import.meta.url))
/** The pause between two frames, in ms. A frame lasts until the next one, so a slow machine gives fewer. */
const pause = 100

const folder = await mkdtemp(join(tmpdir(), "moving-"))
const page = await servePage(0)
const realtime = await startRealtime(["--engine", "scripted", "--script", script], page.origin)
page.offer(realtime.url, realtime.engine)
const browser = await launchChromium({ microphone: `${recording}%noloop` })
const context = await browser.newContext({ colorScheme: "light", viewport: { width: 1180, height: 640 } })
const tabbed = await context.newPage()
await tabbed.goto(page.origin)
await tabbed.getByRole("main").getByRole("button", { name: "Start talking" }).first().waitFor()

const frames: Array<{ readonly path: string; readonly at: number }> = []
const over = new AbortController()
const film = async (): Promise<void> => {
  while (!over.signal.aborted) {
    const path = join(folder, `${frames.length}.png`)
    frames.push({ path, at: performance.now() })
    await tabbed.screenshot({ path })
    await tabbed.waitForTimeout(pause)
  }
}
const filmed = film()
await tabbed.getByRole("main").getByRole("button", { name: "Start talking" }).first().click()
await tabbed.locator(".message[data-role=assistant] .words").first().waitFor()
await tabbed.waitForTimeout(3000)
await tabbed.keyboard.press("Escape")
await tabbed.getByRole("option", { name: /truncated/ }).waitFor()
await tabbed.waitForTimeout(2500)
over.abort()
await filmed

const lengths = frames.map(({ at, path }, index) => {
  const next = frames[index + 1]
  return `file '${path}'\nduration ${(((next?.at ?? at + 1500) - at) / 1000).toFixed(3)}\n`
})
const list = join(folder, "frames.txt")
await writeFile(list, lengths.join(""))
const look = ["-vf", "fps=8,scale=900:-1", "-c:v", "libwebp_anim", "-quality", "60", "-compression_level", "6"]
execFileSync("ffmpeg", ["-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", list, ...look, "-loop", "0", file])
await context.close()
await Promise.all([browser.close(), page.close(), realtime.stop(), rm(folder, { recursive: true })])
