/**
 * Takes pictures of the console's states for review. `node scripts/screenshots.ts FOLDER [NAME]` takes those whose names begin
 * with NAME. Each state is reached once and then shown at each size in both themes. Build the page first.
 */
import { type Browser, launchChromium } from "@antiphon/chromium"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { servePage } from "../src/server/servePage.ts"
import { startRealtime } from "../src/server/startRealtime.ts"
import { type Shot, shots } from "./states.ts"

const [folder = "out", only = ""] = process.argv.slice(2)
const recording = fileURLToPath(new URL("../../terminal/assets/user-turn.wav", import.meta.url))

/** A phone, a phone on its side, a tablet, a laptop and a desk. The first one has every control of the others. */
const sizes = [
  [360, 780],
  [740, 360],
  [768, 1024],
  [1024, 768],
  [1440, 900]
] as const

const take = async (browser: Browser, { flags = [], name, to }: Shot) => {
  const page = await servePage(0)
  const realtime = await startRealtime(flags, page.origin)
  page.offer(realtime.url, realtime.engine)
  let isStopped = false
  const stop = async (): Promise<void> => {
    if (!isStopped) await realtime.stop()
    isStopped = true
  }
  const [[width, height]] = sizes
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: "reduce" })
  const tabbed = await context.newPage()
  tabbed.setDefaultTimeout(20_000)
  try {
    await tabbed.goto(page.origin)
    await tabbed.getByRole("banner").waitFor()
    await to?.(tabbed, stop)
  } catch (error) {
    process.stderr.write(`${name}: ${String(error)}\n`)
    process.exitCode = 1
  }
  for (const [width, height] of sizes) {
    await tabbed.setViewportSize({ width, height })
    for (const colorScheme of ["light", "dark"] as const) {
      await tabbed.emulateMedia({ colorScheme })
      await tabbed.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) })
    }
    const wide = await tabbed.evaluate<number>("document.documentElement.scrollWidth - innerWidth")
    if (wide > 0) process.stderr.write(`${name}: ${wide} px too wide at ${width}\n`)
  }
  await context.close()
  await Promise.all([page.close(), stop()])
}

await mkdir(folder, { recursive: true })
const speaking = await launchChromium({ microphone: `${recording}%noloop` })
const silent = await launchChromium()
for (const shot of shots.filter(({ name }) => name.startsWith(only))) {
  await take(shot.name === "no-microphone" ? silent : speaking, shot)
}
await Promise.all([speaking.close(), silent.close()])
