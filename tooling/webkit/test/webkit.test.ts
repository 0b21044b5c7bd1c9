/**
 * One WebKitGTK for all cases. What a case does is the program that the package's own tests run in Chromium. The engine has no
 * calls, so everything is over WebSocket.
 */
import { overhear, serveFolder, type Site } from "@antiphon/chromium"
import { startServer } from "@antiphon/testing"
import { type Report, toText } from "@antiphon/transport-compliance"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { readFileSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { buildPage } from "../../../packages/react/test/buildPage.ts"
import { stage as webSocketStage } from "../../../packages/transport-websocket/test/chromium/stage.ts"
import { serveSite } from "../../firefox/test/site.ts"
import { speakOnce } from "../../firefox/test/voice.ts"
import { makeSite } from "../../integration/test/clientPageSite.ts"
import { launchWebKit, type Page, type WebKit } from "../src/index.ts"
import { featuresOf } from "./features.ts"

const words = "The north star stands above the pole and never sets. All the others turn around it, night after night."
/** Long enough that it still plays when a slow machine interrupts it. */
const answer = Array.from({ length: 6 }, () => words).join(" ")
const script = { turns: [{ say: answer }], pace: 1 } as const

let webkit: WebKit
let page: Page
let site: Site

beforeAll(async () => {
  site = await serveSite()
  webkit = await launchWebKit()
  page = webkit.page
})
afterAll(async () => {
  await webkit.close()
  await site.close()
})

const open = (name: string) => page.goto(`${site.url}/${name}.html`)
const problems = async () => (await page.complaints()).filter((text) => !text.includes("favicon"))
const shows = (text: string) => page.waitFor((wanted: string) => document.body.innerText.includes(wanted), text)

it("has what the guide of browsers lists, and not more", async () => {
  await open("audio")
  const guide = readFileSync(new URL("../../../docs/guides/browsers.md", import.meta.url), "utf8")
  for (const line of await featuresOf(page, webkit.version)) expect(guide.replaceAll(/\s+/g, " ")).toContain(line)
})

describe("the worklets in WebKit", () => {
  // In a page that had captured the microphone, a later stereo stream once came at the wrong pitch.
  beforeEach(() => open("audio"))

  it("render every sample that was queued, once and in order, and go on after running dry", async () => {
    expect(await page.evaluate("program.play(undefined, [4800, 1000, 4801])")).toEqual({
      position: 10_601,
      rendered: 10_601,
      isExact: true
    })
  })

  it("count in the samples they were given when the context has another rate", async () => {
    expect(await page.evaluate("program.play(undefined, [12000, 12000], 48000)")).toMatchObject({ position: 24_000 })
  })

  it("are silent one quantum behind an interruption, know the very sample, and play what comes after", async () => {
    const { after, cleared, framesAfter, rendered } = await page.evaluate<{
      readonly after: number
      readonly cleared: { readonly until: number; readonly resumesAt: number }
      readonly framesAfter: number
      readonly rendered: number
    }>("program.interrupt(undefined)")
    expect(cleared).toMatchObject({ until: rendered, resumesAt: 120_000 })
    expect(framesAfter).toBeLessThanOrEqual(128)
    expect(after).toBe(480)
  })

  it("capture the microphone as 24 kHz mono in blocks of 20 ms, whatever the device gives", async () => {
    expect(await page.evaluate("program.listen(75)")).toMatchObject({ lengths: [480] })
  })

  it("capture a stereo stream of another rate", async () => {
    const heard = await page.evaluate<{ readonly hz: number }>("program.listenToStereo()")
    expect(heard).toMatchObject({ lengths: [480], isLive: true })
    expect(heard.hz).toBeCloseTo(440, -1)
  })

  it("come back by themselves when the system suspends the microphone or the player", async () => {
    const changes = ["Suspended", "Resumed"]
    expect(await page.evaluate("program.suspendMicrophone()")).toEqual({ changes, state: "running" })
    expect(await page.evaluate("program.suspendPlayer()")).toEqual({ changes, until: 24_000, state: "running" })
  })
})

/** `bufferedAmount` is 0 as soon as the engine's network process has the bytes, so a peer that takes nothing is not seen. */
const blind = new Set(["pressure.wait", "pressure.resume", "pressure.interrupt", "pressure.wake", "dead.noticed"])

it("the transport meets every requirement over WebSocket against Node but those that need bufferedAmount", async () => {
  const scope = Effect.runSync(Scope.make())
  try {
    const ports = await Effect.runPromise(Scope.provide(webSocketStage, scope))
    await open("complyWebSocket")
    const report = await page.evaluate<Report>(`comply(${JSON.stringify(ports)}, "plain")`)
    const failed = report.results.filter(({ id, outcome }) => outcome === "failed" && !blind.has(id))
    expect(failed, toText(report)).toEqual([])
    expect(report.counts.passed).toBeGreaterThan(40)
  } finally {
    await Effect.runPromise(Scope.close(scope, Exit.void))
  }
}, 300_000)

it("the client's page answers a spoken turn over WebSocket, and plays it", async () => {
  await using server = await startServer(script, { timeoutMs: 60_000 })
  const client = await makeSite(server.url)
  await page.goto(client.url, speakOnce, overhear)
  await page.click("button")
  await shows("The north star stands")
  await page.waitFor(() => overheard.sounding > 4800)
  expect(server.received("response.create")).toEqual([])
  expect(await problems()).toEqual([])
  await client.close()
})

describe("the example of React in WebKit", () => {
  let folder: string
  let example: Site
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "webkit-pages-"))
    await buildPage(join(folder, "page"))
    example = await serveFolder({ root: join(folder, "page") })
  })
  afterAll(async () => {
    await example.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Waits until a button of this name can be clicked, and clicks it. */
  const press = async (name: string): Promise<void> => {
    await page.waitFor((wanted: string) => {
      const all = [...document.querySelectorAll("button")]
      const found = all.find((each) => (each.ariaLabel ?? each.textContent) === wanted && !each.disabled)
      found?.setAttribute("data-wanted", wanted)
      return found !== undefined
    }, name)
    await page.click(`[data-wanted="${name}"]`)
  }

  it("shows what was heard of an answer, and interrupts it", async () => {
    await using server = await startServer(script, { timeoutMs: 60_000 })
    await page.goto(`${example.url}/?url=${encodeURIComponent(server.url)}`, speakOnce)
    await press("Talk")
    await page.waitFor(() => {
      const last = [...document.querySelectorAll("[data-role=assistant]")].at(-1)
      const rest = last?.querySelector(".unheard")?.textContent ?? ""
      return rest !== "" && (last?.textContent?.length ?? 0) - rest.length > 10
    })
    await press("Interrupt")
    await page.waitFor(() => document.querySelector("[data-interrupted=true]"))
    await server.receives("conversation.item.truncate")
    await press("Stop")
    await shows("Ended")
    expect(await problems()).toEqual([])
  })
})
