/** The pages of the client and of React over WebSocket, in one Firefox. */
import { overhear, serveFolder, type Site } from "@antiphon/chromium"
import { startServer } from "@antiphon/testing"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { buildPage } from "../../../packages/react/test/buildPage.ts"
import { makeSite } from "../../integration/test/clientPageSite.ts"
import { type Firefox, launchFirefox, type Page } from "../src/index.ts"
import { press, shows } from "./page.ts"
import { speakOnce } from "./voice.ts"

const words = "The north star stands above the pole and never sets. All the others turn around it, night after night."
/** Long enough that it still plays when a slow machine interrupts it. */
const answer = Array.from({ length: 6 }, () => words).join(" ")
const script = { turns: [{ say: answer }], pace: 1 } as const

let firefox: Firefox
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "firefox-pages-"))
  firefox = await launchFirefox()
})
afterAll(async () => {
  await firefox.close()
  await rm(folder, { recursive: true, force: true })
})

const open = async (url: string, ...init: ReadonlyArray<() => void>): Promise<Page> => {
  const page = await firefox.newPage(speakOnce, ...init)
  await page.goto(url)
  return page
}
const problems = (page: Page) => page.complaints.filter((text) => !text.includes("favicon"))

describe("the client's page in Firefox", () => {
  it("answers a spoken turn over WebSocket, plays it, and is closed with the server", async () => {
    await using server = await startServer(script, { timeoutMs: 60_000 })
    const site = await makeSite(server.url)
    const page = await open(site.url, overhear)
    await page.click("button")
    await shows(page, "The north star stands")
    await page.waitFor(() => overheard.sounding > 4800)
    expect(server.received("response.create")).toEqual([])
    expect(problems(page)).toEqual([])
    await page.close()
    await site.close()
  })
})

describe("the example of React in Firefox", () => {
  let site: Site
  beforeAll(async () => {
    await buildPage(join(folder, "page"))
    site = await serveFolder({ root: join(folder, "page") })
  })
  afterAll(() => site.close())

  const start = async (url: string): Promise<Page> => {
    const page = await open(`${site.url}/?url=${encodeURIComponent(url)}`)
    await press(page, "Talk")
    return page
  }
  /** Interrupts an answer of which some was heard and some was not, and stops. */
  const interrupt = async (page: Page): Promise<void> => {
    await page.waitFor(() => {
      const last = [...document.querySelectorAll("[data-role=assistant]")].at(-1)
      const rest = last?.querySelector(".unheard")?.textContent ?? ""
      return rest !== "" && (last?.textContent?.length ?? 0) - rest.length > 10
    })
    await page.waitFor(() => (document.querySelectorAll("meter")[1]?.value ?? 0) > 0.2)
    await press(page, "Interrupt")
    await page.waitFor(() => document.querySelector("[data-interrupted=true]"))
    await press(page, "Stop")
    await shows(page, "Ended")
    expect(problems(page)).toEqual([])
    await page.close()
  }

  it("shows over WebSocket what was heard of an answer, and interrupts it", async () => {
    await using server = await startServer(script, { timeoutMs: 60_000 })
    const page = await start(server.url)
    await page.waitFor(() => (document.querySelectorAll("meter")[0]?.value ?? 0) > 0.1)
    await interrupt(page)
    await server.receives("conversation.item.truncate")
  })
})
