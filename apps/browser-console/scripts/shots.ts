import { launchChromium, type Page } from "@antiphon/chromium"
import { fileURLToPath } from "node:url"
const url = process.argv[2] ?? "http://127.0.0.1:5180"
const out = "/tmp/shots"
const only = process.argv[3]
const wav = fileURLToPath(new URL("../../terminal/assets/user-turn.wav", import.meta.url))
const browser = await launchChromium({ microphone: `${wav}%noloop` })
const shot = async (
  name: string,
  run: (page: Page) => Promise<void>,
  opts: { dark?: boolean; width?: number; height?: number } = {}
) => {
  if (only !== undefined && !name.includes(only)) return
  const context = await browser.newContext({
    colorScheme: opts.dark ? "dark" : "light",
    viewport: { width: opts.width ?? 1440, height: opts.height ?? 900 },
    deviceScaleFactor: 1
  })
  const page = await context.newPage()
  page.on("pageerror", (e) => process.stderr.write(`${name}: ${e}\n`))
  page.on("console", (m) => {
    if (m.type() === "error") process.stderr.write(`${name}: ${m.text()}\n`)
  })
  await page.goto(url)
  await page.waitForSelector(".header")
  try {
    await run(page)
  } catch (e) {
    process.stderr.write(`${name}: ${e}\n`)
  }
  await page.screenshot({ path: `${out}/${name}.png` })
  await context.close()
}
await shot("idle", async () => {})
await shot("idle-dark", async () => {}, { dark: true })
await shot("talking", async (page) => {
  await page.getByRole("main").getByRole("button", { name: "Start talking" }).first().click()
  await page.waitForTimeout(4500)
})
await shot(
  "answering-dark",
  async (page) => {
    await page.getByRole("main").getByRole("button", { name: "Start talking" }).first().click()
    await page.locator(".message[data-role=assistant]").first().waitFor({ timeout: 20000 })
    await page.waitForTimeout(2500)
  },
  { dark: true }
)
await shot("interrupted", async (page) => {
  await page.getByRole("main").getByRole("button", { name: "Start talking" }).first().click()
  await page.locator(".message[data-role=assistant]").first().waitFor({ timeout: 20000 })
  await page.waitForTimeout(2500)
  await page.keyboard.press("Escape")
  await page.waitForTimeout(1500)
})
await browser.close()
