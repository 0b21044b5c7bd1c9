/** Runs the guide's page and server unchanged, in Chromium, against `antiphon serve`. */
import { launchChromium } from "@antiphon/chromium"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { started } from "./antiphonServe.ts"
import { pathOf } from "./guides.ts"
import { bundle, sentence } from "./page.ts"
import { heard, remember } from "./peers.ts"
import { folder, scripted } from "./scripted.ts"

const words =
  "And there it lies, in the sun and in the rain, as it has lain for a hundred years and more, and no one minds."
/** The name of the page's site in the browser. The port is known only once the site runs, the origin before that. */
const origin = "http://page.localhost"

it.live(
  "the page over WebRTC is understood, answered, interrupted by voice and by hand, muted, given another microphone and hung up",
  () =>
    Effect.gen(function* () {
      const root = yield* folder
      const realtime = yield* scripted({ turns: [{ heard: "Had he married?", say: words }] }, "--origin", origin)
      const url = realtime.replace(/^ws/, "http")
      yield* Effect.promise(async () => {
        const html = await readFile(pathOf("browser-webrtc/index.html"), "utf8")
        await writeFile(
          join(root, "index.html"),
          html.replace(/data-realtime-url="[^"]*"/, `data-realtime-url="${url}"`)
        )
      })
      yield* bundle("browser-webrtc/page.ts", join(root, "main.js"))
      const microphone = yield* sentence
      const env = { REALTIME_URL: url, OPENAI_API_KEY: "sk-any", PORT: "0" }
      const site = yield* started([pathOf("browser-webrtc/server.ts"), root], env)
      const browser = yield* Effect.acquireRelease(
        Effect.promise(() =>
          launchChromium({
            microphone,
            args: [`--host-resolver-rules=MAP page.localhost:80 ${new URL(site).host}`]
          })
        ),
        (open) => Effect.promise(() => open.close())
      )
      yield* Effect.promise(async () => {
        const page = await browser.newPage()
        await page.addInitScript(remember)
        await page.goto(origin)
        const status = (text: string) =>
          page.waitForFunction((wanted) => document.querySelector("#status")?.textContent === wanted, text)
        await page.click("#talk")
        await status("speaking")
        await page.waitForFunction(
          (said) => said.startsWith(document.querySelector("#words")?.textContent ?? "-"),
          words
        )
        await page.waitForFunction(heard)

        // The microphone plays its file in a loop. Its next sentence interrupts the answer.
        await status("interrupted")

        await page.click("#mute")
        await page.waitForFunction(async () => {
          const [peer] = peers
          const reports = [...((await peer?.getStats())?.values() ?? [])]
          return reports.find(({ type }) => type === "media-source")?.audioLevel === 0
        })
        // To the server a muted user has stopped talking, so it answers.
        await status("speaking")
        await page.click("#stop")
        await status("interrupted")

        const labels = await page.evaluate(() => [...document.querySelectorAll("option")].map(({ text }) => text))
        assert.isAbove(labels.length, 1)
        const wanted = labels.at(-1) ?? ""
        await page.selectOption("#microphones", { label: wanted })
        await page.waitForFunction((label) => peers[0]?.getSenders()[0]?.track?.label === label, wanted)
        const isEnabled = await page.evaluate(() => peers[0]?.getSenders()[0]?.track?.enabled)
        assert.isFalse(isEnabled, "the new microphone is muted as the last one was")

        const track = await page.evaluateHandle(() => peers[0]?.getSenders()[0]?.track)
        await page.click("#hang-up")
        await status("hung up")
        await page.waitForFunction((sent) => sent?.readyState === "ended", track)
      })
    }),
  // Three answers are spoken in real time.
  180_000
)
