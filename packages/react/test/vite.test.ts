/** The example with Vite, built and run in Chromium with a fake microphone, over both transports. */
import { type Browser, launchChromium, type Page, serveFolder, type Site } from "@antiphon/chromium"
import { Pcm16, Wav } from "@antiphon/client"
import { silence, speech, startServer } from "@antiphon/testing"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { buildPage } from "./buildPage.ts"
import { serveCalls } from "./serveCalls.ts"

const words = "The north star stands above the pole and never sets. All the others turn around it, night after night."
/** Long enough that it still plays when a slow machine interrupts it. */
const answer = Array.from({ length: 6 }, () => words).join(" ")
const script = { turns: [{ say: answer }], pace: 1 } as const

let folder: string
let site: Site
let browser: Browser
let calls: Awaited<ReturnType<typeof serveCalls>>

// A server in a process of its own costs seconds of CPU before it listens, which are a minute on a busy machine. So it
// starts beside the build, and no test waits for it.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "antiphon-react-"))
  const root = join(folder, "page")
  const microphone = join(folder, "microphone.wav")
  const sound = Pcm16.concat([silence(2000), speech(1000), silence(30_000)])
  await writeFile(microphone, Wav.write({ sampleRate: 24_000, channels: [sound] }))
  site = await serveFolder({ root })
  const launched = launchChromium({ microphone })
  ;[calls, browser] = await Promise.all([serveCalls(script, site.url), launched, buildPage(root)])
}, 180_000)
afterAll(async () => {
  await browser.close()
  await calls[Symbol.asyncDispose]()
  await site.close()
  await rm(folder, { recursive: true })
})

const open = async (url: string): Promise<{ readonly page: Page; readonly problems: ReadonlyArray<string> }> => {
  const page = await browser.newPage({ viewport: { width: 900, height: 700 }, deviceScaleFactor: 2 })
  const problems: Array<string> = []
  page.on("pageerror", ({ message }) => problems.push(message))
  page.on("console", (message) => {
    if (message.type() === "error" && !message.location().url.endsWith("favicon.ico")) problems.push(message.text())
  })
  await page.goto(`${site.url}/?url=${encodeURIComponent(url)}`)
  return { page, problems }
}
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click()
const status = (page: Page, text: string) =>
  page.waitForFunction((wanted) => document.querySelector("output")?.textContent === wanted, text)
/** Waits until some of the answer was heard and some was not. */
const half = (page: Page) =>
  page.waitForFunction(() => {
    const last = [...document.querySelectorAll("[data-role=assistant]")].at(-1)
    const rest = last?.querySelector(".unheard")?.textContent ?? ""
    return rest !== "" && (last?.textContent?.length ?? 0) - rest.length > 10
  })
/** Waits until a meter has moved. */
const loud = (page: Page, at: number) =>
  page.waitForFunction((index) => (document.querySelectorAll("meter")[index]?.value ?? 0) > 0.2, at)
const shot = (page: Page, name: string) =>
  process.env["SCREENSHOTS"] === undefined
    ? Promise.resolve()
    : page.screenshot({ path: join(process.env["SCREENSHOTS"], `${name}.png`) })

it("over WebSocket a spoken turn is answered, captioned as it plays, interrupted, muted and ended", async () => {
  await using server = await startServer(script, { timeoutMs: 60_000 })
  const { page, problems } = await open(server.url)
  await shot(page, "ready")
  await press(page, "Talk")
  await loud(page, 0)
  await status(page, "Speaking")
  await loud(page, 1)
  await half(page)
  await shot(page, "speaking")
  await press(page, "Interrupt")
  await page.waitForSelector("[data-interrupted=true] s")
  const said = await page.textContent("[data-interrupted=true]")
  expect(words.startsWith(said?.slice(0, 20) ?? "-")).toBe(true)
  await server.receives("conversation.item.truncate")

  await page.fill("input[aria-label=Message]", "And the moon?")
  await press(page, "Send")
  await page.waitForSelector("[data-role=user] >> text=And the moon?")
  await half(page)
  await shot(page, "interrupted")
  await press(page, "Mute")
  await page.waitForSelector("button[aria-pressed=true]")
  const microphones = await page.$$eval("option", (options) => options.map(({ text }) => text))
  expect(microphones.join()).toContain("Fake")
  await press(page, "Stop")
  await status(page, "Ended")
  expect(await page.$$("[data-role]")).not.toHaveLength(0)
  expect(server.connections, "StrictMode opens one connection").toBe(1)
  expect(problems).toEqual([])
  await page.close()
})

it("push to talk sends only what is said while the button is held", async () => {
  await using server = await startServer(script, { timeoutMs: 60_000 })
  const { page, problems } = await open(server.url)
  await page.check("text=Push to talk")
  await press(page, "Talk")
  await status(page, "Listening")
  const button = page.locator("text=Hold to talk")
  await button.hover()
  await page.mouse.down()
  await page.waitForSelector("button[aria-pressed=true]")
  await server.receives("input_audio_buffer.clear")
  const sent = () => server.received("input_audio_buffer.append").length
  const before = sent()
  await expect.poll(sent, { timeout: 60_000 }).toBeGreaterThan(before + 20)
  await page.mouse.up()
  await server.receives("input_audio_buffer.commit")
  await status(page, "Speaking")
  await half(page)
  expect(problems).toEqual([])
  await page.close()
})

it("over WebRTC a spoken turn is answered, captioned, interrupted and ended", async () => {
  const { page, problems } = await open(calls.url)
  await page.check("text=WebRTC")
  await press(page, "Talk")
  await status(page, "Speaking")
  await loud(page, 1)
  await half(page)
  await press(page, "Interrupt")
  await page.waitForSelector("[data-interrupted=true]")
  await press(page, "Stop")
  await status(page, "Ended")
  expect(problems).toEqual([])
  await page.close()
})

it("a microphone that is denied is an error that can be read", async () => {
  await using server = await startServer(script)
  const context = await browser.newContext({ permissions: [] })
  const page = await context.newPage()
  await page.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"))
  })
  await page.goto(`${site.url}/?url=${encodeURIComponent(server.url)}`)
  await press(page, "Talk")
  await page.waitForSelector("[role=alert]")
  await status(page, "Failed")
  expect(await page.textContent("[role=alert]")).toMatch(/microphone/)
  await context.close()
})
