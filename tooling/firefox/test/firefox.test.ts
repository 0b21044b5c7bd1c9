/** One Firefox for all cases. What a case does is the program that the package's own tests run in Chromium. */
import type { Site } from "@antiphon/chromium"
import { type Report, toText } from "@antiphon/transport-compliance"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { stage as webSocketStage } from "../../../packages/transport-websocket/test/chromium/stage.ts"
import { type Firefox, launchFirefox, type Page } from "../src/index.ts"
import { serveSite } from "./site.ts"

const scope = Effect.runSync(Scope.make())
let firefox: Firefox
let site: Site

beforeAll(async () => {
  site = await serveSite()
  firefox = await launchFirefox()
})
afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  await firefox.close()
  await site.close()
})

const open = async (name: string): Promise<Page> => {
  const page = await firefox.newPage()
  await page.goto(`${site.url}/${name}.html`)
  return page
}
const staged = <A>(stage: Effect.Effect<A, never, Scope.Scope>): Promise<A> =>
  Effect.runPromise(Scope.provide(stage, scope))

describe("the worklets in Firefox", () => {
  let page: Page
  beforeAll(async () => {
    page = await open("audio")
  })
  afterAll(() => page.close())

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
    const heard = await page.evaluate<{ readonly hz: number }>("program.listen(75)")
    expect(heard).toMatchObject({ lengths: [480] })
    expect(heard.hz).toBeCloseTo(1000, -1)
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

describe("the transports in Firefox", () => {
  it("meet every requirement over WebSocket against Node", async () => {
    const ports = await staged(webSocketStage)
    const page = await open("complyWebSocket")
    const report = await page.evaluate<Report>(`comply(${JSON.stringify(ports)}, "plain")`)
    expect(report.passed, toText(report)).toBe(true)
    expect(report.counts.passed).toBeGreaterThan(45)
    await page.close()
  }, 300_000)

  it("send a track of the page, mute it, and take another muted alike", async () => {
    const page = await open("calls")
    expect(await page.evaluate("program.ownTracks()")).toMatchObject({ isFirstFreed: true, isReplaced: true })
    await page.close()
  })
})
