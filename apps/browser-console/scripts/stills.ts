/**
 * Takes the two still pictures of the README. `node scripts/stills.ts FOLDER [NAME]` writes them, or the one of that name. Build
 * the page first, and take them on a quiet machine, because they show latencies.
 */
import { launchChromium } from "@antiphon/chromium"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { servePage } from "../src/server/servePage.ts"
import { startRealtime } from "../src/server/startRealtime.ts"
import { shots } from "./states.ts"

const [folder = "screenshots", only = ""] = process.argv.slice(2)
const recording = fileURLToPath(new URL("../../terminal/assets/user-turn.wav", import.meta.url))

/** The states by the names of their files. */
const stills = [
  { file: "interrupted", shot: "interrupted", colorScheme: "light", tab: "Events" },
  { file: "timing", shot: "tool", colorScheme: "dark", tab: "Timing" }
] as const

const browser = await launchChromium({ microphone: `${recording}%noloop` })
for (const { colorScheme, file, shot, tab } of stills.filter((each) => each.file.startsWith(only))) {
  const state = shots.find(({ name }) => name === shot)
  const page = await servePage(0)
  const realtime = await startRealtime(state?.flags ?? [], page.origin)
  page.offer(realtime.url, realtime.engine)
  const context = await browser.newContext({ colorScheme, viewport: { width: 1360, height: 850 } })
  const tabbed = await context.newPage()
  await tabbed.goto(page.origin)
  await tabbed.getByRole("banner").waitFor()
  await state?.to?.(tabbed, realtime.stop)
  await tabbed.getByRole("tab", { name: tab }).click()
  await tabbed.screenshot({ path: join(folder, `${file}.png`) })
  await context.close()
  await Promise.all([page.close(), realtime.stop()])
}
await browser.close()
