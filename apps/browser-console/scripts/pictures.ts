/**
 * Makes the pictures of the README. `node scripts/pictures.ts` writes them to `screenshots`. The moving one is an animated GIF
 * of a turn that the user interrupts. It needs ImageMagick's `convert` on the PATH. Build the page first.
 */
import { launchChromium, type Page } from "@antiphon/chromium"
import { execFileSync } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { servePage } from "../src/server/servePage.ts"
import { startRealtime } from "../src/server/startRealtime.ts"

const folder = fileURLToPath(new URL("../screenshots/", import.meta.url))
const script = fileURLToPath(new URL("session.json", import.meta.url))
const recording = fileURLToPath(new URL("../../terminal/assets/user-turn.wav", import.meta.url))
/** The pictures of the moving one, and the time between two of them. */
const film = { frames: 30, everyMs: 500, width: 800 }

const page = await servePage(0)
const realtime = await startRealtime(["--engine", "scripted", "--script", script], page.origin)
page.offer(realtime.url, realtime.engine)
const browser = await launchChromium({ microphone: `${recording}%noloop` })
const frames = await mkdtemp(join(tmpdir(), "antiphon-frames-"))

/** Opens the page and begins to talk. */
const begin = async (colorScheme: "light" | "dark", width: number, height: number): Promise<Page> => {
  const context = await browser.newContext({ colorScheme, viewport: { width, height } })
  const tab = await context.newPage()
  await tab.goto(page.origin)
  await tab.getByRole("main").getByRole("button", { name: "Start talking" }).first().click()
  return tab
}
const answer = (tab: Page) => tab.locator(".message[data-role=assistant] .words").first().waitFor()

/** A turn that is interrupted, picture by picture. */
const moving = async (): Promise<void> => {
  const tab = await begin("light", 1000, 640)
  await tab.getByText("Speaking…").waitFor()
  let isInterrupted = false
  let heardFor = 0
  for (let index = 0; index < film.frames; index++) {
    await tab.screenshot({ path: join(frames, `${String(index).padStart(3, "0")}.png`) })
    if (await tab.locator(".message[data-role=assistant] .words").first().isVisible()) heardFor += 1
    if (heardFor === 8 && !isInterrupted) {
      isInterrupted = true
      await tab.keyboard.press("Escape")
    }
    await tab.waitForTimeout(film.everyMs)
  }
  const pictures = Array.from({ length: film.frames }, (_, index) =>
    join(frames, `${String(index).padStart(3, "0")}.png`)
  )
  execFileSync("convert", [
    "-delay",
    String(film.everyMs / 10),
    "-loop",
    "0",
    ...pictures,
    "-resize",
    String(film.width),
    "+dither",
    "-colors",
    "48",
    "-layers",
    "Optimize",
    join(folder, "conversation.gif")
  ])
  await tab.context().close()
}

/** An interrupted answer with the event that says so. */
const interrupted = async (): Promise<void> => {
  const tab = await begin("light", 1360, 850)
  await answer(tab)
  await tab.waitForTimeout(3000)
  await tab.keyboard.press("Escape")
  await tab.waitForTimeout(1200)
  await tab.getByRole("option", { name: /truncated/ }).click()
  await tab.waitForTimeout(400)
  await tab.screenshot({ path: join(folder, "interrupted.png") })
  await tab.context().close()
}

/** A call of a function, and the times of each turn. */
const timing = async (): Promise<void> => {
  const tab = await begin("dark", 1360, 850)
  await answer(tab)
  await tab.getByRole("button", { name: "Mute" }).click()
  await tab.waitForTimeout(9000)
  await tab.getByLabel("Message", { exact: true }).fill("Roll a die for me, would you?")
  await tab.getByRole("button", { name: "Send", exact: true }).click()
  await tab.locator(".message[data-role=assistant] .words").nth(1).waitFor()
  await tab.waitForTimeout(1600)
  await tab.getByRole("tab", { name: "Timing" }).click()
  await tab.waitForTimeout(400)
  await tab.screenshot({ path: join(folder, "timing.png") })
  await tab.context().close()
}

try {
  for (const picture of [interrupted, timing, moving]) await picture()
} finally {
  await browser.close()
  await Promise.all([page.close(), realtime.stop(), rm(frames, { recursive: true })])
}
