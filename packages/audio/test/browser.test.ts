import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Browser, launchChromium, type Page, serveFolder, type Site } from "@antiphon/chromium"

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { Wav } from "../src/index.ts"
import type { Program } from "./page/main.ts"
import { tone } from "./signals.ts"
import { buildWithEsbuild, buildWithVite, makeProject } from "./sites.ts"

declare const program: Program

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const closing: Array<() => Promise<unknown>> = []
let browser: Browser
let sites: Record<"esbuild" | "vite", Site>

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "audio-microphone-"))
  closing.push(() => rm(folder, { recursive: true, force: true }))
  const microphone = join(folder, "tone.wav")
  await writeFile(microphone, Wav.write({ sampleRate: 48_000, channels: [tone(440, 48_000, 16_000)] }))
  const project = await makeProject()
  closing.push(project.remove)
  const csp = "script-src 'self'"
  sites = {
    esbuild: await serveFolder({ root: await buildWithEsbuild(project.root), csp }),
    vite: await serveFolder({ root: await buildWithVite(project.root), csp })
  }
  closing.push(sites.esbuild.close, sites.vite.close)
  browser = await launchChromium({ microphone })
  closing.push(() => browser.close())
}, 700_000)

afterAll(async () => {
  for (const close of closing.toReversed()) await close()
})

const open = async (site: Site): Promise<Page> => {
  const page = await browser.newPage()
  await page.goto(site.url)
  await page.waitForFunction(() => "program" in globalThis)
  return page
}

describe.each(["esbuild", "vite"] as const)(
  "the packed worklets in Chromium, bundled by %s, script-src 'self'",
  (bundler) => {
    let page: Page
    beforeAll(async () => {
      page = await open(sites[bundler])
    })

    it("render every sample that was queued, once and in order, and count them", async () => {
      const played = await page.evaluate(() => program.play(undefined, [24_000]))
      expect(played).toEqual({ position: 24_000, rendered: 24_000, isExact: true })
    })

    it("go on after running dry", async () => {
      const played = await page.evaluate(() => program.play(undefined, [4_800, 1_000, 4_801]))
      expect(played).toEqual({ position: 10_601, rendered: 10_601, isExact: true })
    })

    it("count in the samples they were given when the context has another rate", async () => {
      const played = await page.evaluate(() => program.play(undefined, [12_000, 12_000], 48_000))
      expect(played.position).toBe(24_000)
      expect(Math.abs(played.rendered - 48_000)).toBeLessThan(300)
    })

    it("are silent one quantum behind an interruption, know the very sample, and play what comes after", async () => {
      const { cleared, rendered, framesAfter, after } = await page.evaluate(() => program.interrupt(undefined))
      expect(cleared.until).toBe(rendered)
      expect(cleared.resumesAt).toBe(120_000)
      expect(framesAfter).toBeLessThanOrEqual(128)
      expect(after).toBe(480)
    })

    it("know where they stopped in the samples they were given when the context has another rate", async () => {
      const { cleared, rendered, framesAfter } = await page.evaluate(() => program.interrupt(undefined, 48_000))
      expect(Math.abs(cleared.until - rendered / 2)).toBeLessThanOrEqual(32)
      expect(framesAfter).toBeLessThanOrEqual(128)
    })

    it("carry a conversation from events to the plan: the server learns what the speaker rendered", async () => {
      const { plan, rendered, latencyMs } = await page.evaluate(() => program.converse())
      const heard = rendered - Math.ceil(latencyMs * 24) - 14_400
      expect(plan).toEqual({
        truncate: [
          {
            type: "conversation.item.truncate",
            item_id: "item_2",
            content_index: 0,
            audio_end_ms: Math.floor(heard / 24)
          }
        ],
        delete: [{ type: "conversation.item.delete", item_id: "item_3" }],
        keep: ["item_1"]
      })
    })

    it("play through a context of the player's own, at the rate of the samples, and close it", async () => {
      const alone = await page.evaluate(() => program.playAlone())
      const position = { until: 2_400, latencyMs: 0 }
      expect(alone).toEqual({ told: position, position: { ...position, given: 2_400 }, rate: 24_000, state: "closed" })
    })

    it("answer two clears in order, and play what was queued after them", async () => {
      const { first, second } = await page.evaluate(() => program.clearTwice(undefined))
      expect(first?.resumesAt).toBe(24_000)
      expect(first?.until).toBeLessThan(24_000)
      expect(second).toMatchObject({ until: 24_000, resumesAt: 24_000 })
    })

    it("do not leave a clear unanswered when the context is suspended or the player closed", async () => {
      const { suspended, closed } = await page.evaluate(() => program.clearAtRest(undefined))
      expect(suspended.resumesAt).toBe(24_000)
      expect(suspended.until).toBeGreaterThan(0)
      expect(closed.resumesAt).toBe(24_000)
    })

    it("capture the microphone as 24 kHz mono in blocks of 20 ms, whatever the device gives", async () => {
      const heard = await page.evaluate(() => program.listen(75))
      expect(heard.lengths).toEqual([480])
      expect(heard.hz).toBeCloseTo(440, 0)
      expect(heard.level?.peak).toBeGreaterThan(0.2)
    })
  }
)

describe("a stream of one's own", () => {
  it("is heard as 24 kHz mono when it is stereo at 44.1 kHz, and left running", async () => {
    const page = await open(sites.esbuild)
    const heard = await page.evaluate(() => program.listenToStereo())
    expect(heard).toMatchObject({ lengths: [480], isLive: true })
    expect("hz" in heard && heard.hz).toBeCloseTo(440, 0)
    expect("level" in heard && heard.level.peak).toBeCloseTo(0.5, 1)
  })
})

describe("a page whose audio the system takes", () => {
  let page: Page
  beforeAll(async () => {
    page = await open(sites.esbuild)
  })

  it("gets its microphone back by itself, and both changes are reported", async () => {
    const { changes, state } = await page.evaluate(() => program.suspendMicrophone())
    expect({ changes, state }).toEqual({ changes: ["Suspended", "Resumed"], state: "running" })
  })

  it("plays on by itself, and every sample", async () => {
    const { changes, until, state } = await page.evaluate(() => program.suspendPlayer())
    expect({ changes, until, state }).toEqual({ changes: ["Suspended", "Resumed"], until: 24_000, state: "running" })
  })

  it("leaves a context that it was given as its owner left it, and resumes it when asked", async () => {
    const { changes, states } = await page.evaluate(() => program.suspendForeign())
    expect({ changes, states }).toEqual({ changes: ["Suspended", "Resumed"], states: ["suspended", "running"] })
  })

  it("resumes at the first touch where the browser lets nothing play before", async () => {
    await page.evaluate(() => program.blockMicrophone())
    await page.mouse.click(1, 1)
    const { changes, state } = await page.evaluate(() => program.unblocked())
    expect({ changes, state }).toEqual({ changes: ["Suspended", "Resumed"], state: "running" })
  })

  it("learns when the system mutes the microphone, and when it unmutes it", async () => {
    const { changes, states } = await page.evaluate(() => program.muteBySystem())
    expect({ changes, states }).toEqual({ changes: ["Suspended", "Resumed"], states: ["suspended", "running"] })
  })

  it.each(["Failed", "NotFound", "Denied"] as const)("learns why the microphone ended (%s)", async (reason) => {
    expect(await page.evaluate((why) => program.endMicrophone(why), reason)).toEqual({ reasons: [reason], ended: true })
  })
})

describe("a browser that says no", () => {
  it("gets an error of its own for a worklet that does not load, with its address", async () => {
    const page = await open(sites.esbuild)
    const failure = await page.evaluate(() => program.failure("/missing.js"))
    expect(failure).toMatchObject({ reason: "WorkletFailed" })
    expect(failure?.message).toContain("/missing.js")
  })

  it("takes the worklet from another address", async () => {
    const page = await open(sites.esbuild)
    const played = await page.evaluate(() => program.play("/worklets/player.js?mine", [2_400]))
    expect(played.rendered).toBe(2_400)
  })

  it("gets an error of its own for a refused microphone", async () => {
    const denying = await launchChromium({ microphone: "unused.wav", denyMicrophone: true })
    try {
      const page = await denying.newPage()
      await page.goto(sites.esbuild.url)
      await page.waitForFunction(() => "program" in globalThis)
      expect(await page.evaluate(() => program.listen(1))).toEqual({ failure: "Denied" })
    } finally {
      await denying.close()
    }
  })
})
