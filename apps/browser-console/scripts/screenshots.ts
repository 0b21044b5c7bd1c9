/**
 * Takes pictures of the console's states for review and for the READMEs. `node scripts/screenshots.ts FOLDER [NAME]`
 * writes those whose name holds NAME. Build the page first.
 */
import { type Browser, launchChromium, type Page } from "@antiphon/chromium"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { servePage } from "../src/server/servePage.ts"
import { startRealtime } from "../src/server/startRealtime.ts"

const [folder = "screenshots", only = ""] = process.argv.slice(2)
const script = fileURLToPath(new URL("session.json", import.meta.url))
const recording = fileURLToPath(new URL("../../terminal/assets/user-turn.wav", import.meta.url))

interface Shot {
  readonly name: string
  readonly flags?: ReadonlyArray<string>
  readonly view?: { readonly dark?: boolean; readonly width?: number; readonly height?: number }
  readonly to?: (page: Page) => Promise<unknown>
}

const scripted = ["--engine", "scripted", "--script", script]
const talk = (page: Page) => page.getByRole("main").getByRole("button", { name: "Start talking" }).first().click()
const mute = (page: Page) => page.getByRole("button", { name: "Mute" }).click()
const message = async (page: Page, text: string) => {
  await page.getByLabel("Message", { exact: true }).fill(text)
  await page.getByRole("button", { name: "Send" }).click()
}
const answers = (page: Page, count = 1) =>
  page
    .locator(".message[data-role=assistant] .words")
    .nth(count - 1)
    .waitFor()
const tab = (page: Page, name: string) => page.getByRole("tab", { name }).click()
const pass = (page: Page, ms: number) => page.waitForTimeout(ms)

/** A spoken turn, its answer, and a typed one. */
const converse = async (page: Page) => {
  await talk(page)
  await answers(page)
  await pass(page, 3000)
}

const shots: ReadonlyArray<Shot> = [
  { name: "idle" },
  { name: "idle-dark", view: { dark: true } },
  {
    name: "webrtc",
    flags: scripted,
    to: async (page) => {
      await page.getByRole("button", { name: "WebRTC" }).click()
      await converse(page)
      await page.keyboard.press("Escape")
      await pass(page, 1500)
    }
  },
  {
    name: "connecting",
    to: async (page) => {
      await page.route("**/keys/local", () => {})
      await talk(page)
    }
  },
  { name: "talking", to: (page) => talk(page).then(() => pass(page, 4500)) },
  { name: "answering", flags: scripted, to: converse },
  { name: "answering-dark", flags: scripted, to: converse, view: { dark: true } },
  {
    name: "interrupted",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await page.keyboard.press("Escape")
      await pass(page, 1200)
      await page.getByRole("option", { name: /truncated/ }).click()
    }
  },
  {
    name: "timing",
    flags: scripted,
    view: { dark: true },
    to: async (page) => {
      await converse(page)
      await mute(page)
      await pass(page, 6500)
      await message(page, "Roll a die for me, would you?")
      await answers(page, 2)
      await pass(page, 1600)
      await tab(page, "Timing")
    }
  },
  {
    name: "malformed",
    flags: ["--faults", "malformed=0.12", "--seed", "4"],
    to: async (page) => {
      await talk(page)
      await page.locator('.event-row[data-kind="Malformed"]').last().waitFor()
      await pass(page, 4000)
      await page.locator('.event-row[data-kind="Malformed"]').last().click()
    }
  },
  {
    name: "ended",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await page.getByRole("button", { name: "End", exact: true }).click()
    }
  },
  {
    name: "types",
    flags: scripted,
    to: async (page) => {
      await converse(page)
      await page.getByText("Types").click()
    }
  },
  { name: "usage", flags: scripted, to: (page) => converse(page).then(() => tab(page, "Usage")) },
  {
    name: "settings-error",
    to: async (page) => {
      await tab(page, "Settings")
      await page.getByLabel("Threshold").fill("loud")
      await page.getByLabel("Speed").fill("fast")
    }
  },
  { name: "no-microphone", to: (page) => talk(page).then(() => pass(page, 1500)) },
  { name: "openai", to: (page) => page.getByRole("button", { name: "OpenAI" }).click() },
  { name: "narrow", flags: scripted, view: { width: 390, height: 844 }, to: converse },
  { name: "narrow-idle", view: { width: 390, height: 844 } },
  {
    name: "narrow-inside",
    flags: scripted,
    view: { width: 390, height: 844, dark: true },
    to: async (page) => {
      await converse(page)
      await page.getByRole("button", { name: "Inspector" }).click()
    }
  }
]

const take = async (browser: Browser, { flags = [], name, to, view = {} }: Shot): Promise<void> => {
  const page = await servePage(0)
  const realtime = await startRealtime(flags, page.origin)
  page.offer(realtime.url, realtime.engine)
  const context = await browser.newContext({
    colorScheme: view.dark === true ? "dark" : "light",
    viewport: { width: view.width ?? 1360, height: view.height ?? 850 }
  })
  const tabbed = await context.newPage()
  await tabbed.goto(page.origin)
  await tabbed.getByRole("banner").waitFor()
  await to?.(tabbed)
  await pass(tabbed, 300)
  await tabbed.screenshot({ path: join(folder, `${name}.png`) })
  await context.close()
  await Promise.all([page.close(), realtime.stop()])
}

await mkdir(folder, { recursive: true })
const speaking = await launchChromium({ microphone: `${recording}%noloop` })
const silent = await launchChromium()
for (const shot of shots.filter(({ name }) => name.includes(only))) {
  await take(shot.name === "no-microphone" ? silent : speaking, shot).catch((error: unknown) =>
    process.stderr.write(`${shot.name}: ${String(error)}\n`)
  )
}
await Promise.all([speaking.close(), silent.close()])
