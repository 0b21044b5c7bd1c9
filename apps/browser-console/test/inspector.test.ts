import { type Browser, launchChromium } from "@antiphon/chromium"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { barriers, type Site, startSite, visit } from "./site.ts"

let browser: Browser
let site: Site
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "console-"))
  // This browser has no microphone.
  ;[browser, site] = await Promise.all([
    launchChromium(),
    startSite(["--engine", "echo", "--faults", "malformed=0.2", "--seed", "4"])
  ])
})
afterAll(() => Promise.all([browser.close(), site.stop(), rm(folder, { recursive: true })]))

const recording = [
  {
    format: "antiphon-recording",
    version: 1,
    started_at: "2026-01-01T12:00:00.000Z",
    side: "client",
    dialect: "ga",
    endpoint: "wss://api.openai.com/v1/realtime?model=gpt-realtime"
  },
  { t: 80, direction: "in", event: { type: "session.created", event_id: "e1", session: { type: "realtime" } } },
  {
    t: 90,
    direction: "out",
    event: {
      type: "conversation.item.create",
      item: { type: "message", role: "user", content: [{ type: "input_text", text: "Is anybody there?" }] }
    }
  },
  ...["added", "done"].map((stage) => ({
    t: 99,
    direction: "in",
    event: {
      type: `conversation.item.${stage}`,
      event_id: stage,
      previous_item_id: null,
      item: {
        id: "item_1",
        type: "message",
        role: "user",
        status: "completed",
        content: [{ type: "input_text", text: "Is anybody there?" }]
      }
    }
  })),
  {
    t: 120,
    direction: "in",
    malformed: { reason: "Invalid", message: "…", text: `{"type":"response.done","response":7}` }
  },
  { t: 9000, end: { reason: "Closed", message: "closed by the local side, code 1000", code: 1000, by: "local" } }
]

it("the console opens a recorded session, compares its events, and its inspector takes the width that the user gives it", async () => {
  const path = join(folder, "session.jsonl")
  await writeFile(path, recording.map((line) => `${JSON.stringify(line)}\n`).join(""))
  await using visited = await visit(browser, site.url)
  const { complaints, page } = visited
  await page.getByLabel("Recorded session", { exact: true }).setInputFiles(path)
  await page.getByText("session.jsonl").waitFor()
  await page.locator(".message").getByText("Is anybody there?").waitFor()
  expect(await page.locator(".event-row").count()).toBe(5)

  await page.getByRole("option", { name: /response\.done/ }).click()
  await page.getByRole("listitem").getByText("response").first().waitFor()
  expect(await page.locator(".issues").textContent()).toMatch(/response expected an object, got an integer/)
  expect(await barriers(page)).toEqual([])

  await page.getByRole("option", { name: /conversation\.item\.added/ }).click()
  await page.getByRole("button", { name: "Compare" }).click()
  await page.getByText("Open another event").waitFor()
  await page.getByRole("option", { name: /conversation\.item\.done/ }).click()
  const differences = page.getByLabel("Differences")
  expect(await differences.locator("dt").allTextContents()).toEqual(["type", "event_id"])
  expect(await differences.locator("dd").last().textContent()).toBe('"done"')
  expect(await barriers(page)).toEqual([])

  await page.getByLabel("Search events").fill("anybody")
  expect(await page.locator(".event-row").count()).toBe(3)

  const edge = page.getByRole("separator", { name: "Width of the inspector" })
  const width = () => page.getByRole("complementary", { name: "Inspector" }).evaluate((panel) => panel.clientWidth + 1)
  const says = async () => Number(await edge.getAttribute("aria-valuenow"))
  expect([await says(), await width()]).toEqual([500, 500])
  await edge.press("ArrowLeft")
  expect([await says(), await width()]).toEqual([524, 524])
  await edge.press("Home")
  expect([await says(), await width()]).toEqual([320, 320])
  await edge.hover()
  await page.mouse.down()
  await page.mouse.move(800, 400)
  await page.mouse.up()
  await page.mouse.move(100, 400)
  expect([await says(), await width()]).toEqual([640, 640])
  await page.getByRole("button", { name: "Close the recording" }).click()
  await page.getByRole("heading", { name: "Say something." }).waitFor()
  expect(complaints).toEqual([])
})

it("a file that is not a recording is refused with the reason and changes nothing", async () => {
  const path = join(folder, "notes.jsonl")
  await writeFile(path, "hello\n")
  await using visited = await visit(browser, site.url)
  const { page } = visited
  await page.getByLabel("Recorded session", { exact: true }).setInputFiles(path)
  await page.getByText(/notes.jsonl cannot be opened/).waitFor()
  await page.getByRole("heading", { name: "Say something." }).waitFor()
})

it("the console offers the sample recording without a microphone, and shows malformed events with their issues", async () => {
  await using visited = await visit(browser, site.url)
  const { page } = visited
  await page.getByRole("main").getByRole("button", { name: "Start talking" }).first().click()
  await page.getByText(/^No microphone was found/).waitFor()
  expect(await barriers(page)).toEqual([])
  await page.getByRole("button", { name: "Use the sample recording" }).click()
  await page.getByText("Speaking…").waitFor()

  const issues = page.getByRole("button", { name: /^Issues/ })
  await expect.poll(async () => Number(/\d+/.exec((await issues.textContent()) ?? "")?.[0])).toBeGreaterThan(0)
  await issues.click()
  await page.getByRole("button", { name: "Pause" }).click()
  await page.getByRole("listbox").focus()
  await page.keyboard.press("Home")
  await page.locator(".issues").waitFor()
  expect(await barriers(page)).toEqual([])
})

it("a paused list stays still while events pass, and renders only visible lines", async () => {
  await using visited = await visit(browser, site.url)
  const { page } = visited
  await page.getByRole("main").getByRole("button", { name: "Use the sample recording" }).click()
  await page.getByRole("button", { name: "Audio", exact: true }).click()
  await expect
    .poll(async () => Number(/^\d+/.exec((await page.locator(".tally").textContent()) ?? "")?.[0]))
    .toBeGreaterThan(100)
  expect(await page.locator(".event-row").count()).toBeLessThan(60)
  await page.getByRole("button", { name: "Pause" }).click()
  const shown = await page.locator(".tally span").first().textContent()
  await page.getByText(/Paused · \d{2,} new/).waitFor()
  expect(await page.locator(".tally span").first().textContent()).toBe(shown)
})

it("the page fits a narrow screen with one view at a time", async () => {
  await using visited = await visit(browser, site.url, { width: 375, height: 720 })
  const { page } = visited
  const overflow = () => page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")
  expect(await overflow()).toBeLessThanOrEqual(0)
  expect(await barriers(page)).toEqual([])
  await page.getByRole("button", { name: "Inspector" }).click()
  for (const name of ["Events", "Timing", "Usage", "Settings"]) {
    await page.getByRole("tab", { name }).click()
    expect(await overflow()).toBeLessThanOrEqual(0)
    expect(await barriers(page)).toEqual([])
  }
})
