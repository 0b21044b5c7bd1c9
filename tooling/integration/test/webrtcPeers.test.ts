/** Runs the unmodified official browser clients in Chromium, with the server of the command line. */
import { Wav } from "@antiphon/audio"
import { launchChromium, type Page, serveFolder } from "@antiphon/chromium"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { build } from "esbuild"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { AgentsCall } from "./pages/agentsWebRtc.ts"
import type { OpenAiCall } from "./pages/openaiWebRtc.ts"
import { recording } from "./recordings.ts"
import { antiphonServe, clientSecret } from "./antiphonServe.ts"

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
/** The first 2 s of a recorded voice. */
const said = Wav.write({ sampleRate: 24_000, channels: [recording("user-turn").slice(0, 2 * 24_000)] })

/** Opens a page with a program of `pages`. Its microphone plays a recorded voice and then silence. */
const openPage = (name: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const root = await mkdtemp(join(tmpdir(), "peers-page-"))
      await build({
        entryPoints: [path(`pages/${name}.ts`)],
        bundle: true,
        format: "esm",
        platform: "browser",
        outfile: join(root, "main.js"),
        logLevel: "error"
      })
      await writeFile(join(root, "said.wav"), said)
      await writeFile(join(root, "index.html"), `<!doctype html><script type="module" src="/main.js"></script>`)
      const site = await serveFolder({ root })
      const browser = await launchChromium({
        microphone: `${join(root, "said.wav")}%noloop`,
        args: ["--disable-features=WebRtcHideLocalIpsWithMdns"]
      })
      const page: Page = await browser.newPage()
      await page.goto(site.url, { waitUntil: "load" })
      return {
        page,
        close: async () => {
          await browser.close()
          await site.close()
          await rm(root, { recursive: true })
        }
      }
    }),
    ({ close }) => Effect.promise(close)
  ).pipe(Effect.map(({ page }) => page))

/** The types in the order of their first event. */
const inOrder = (types: ReadonlyArray<string>, wanted: ReadonlyArray<string>) =>
  [...new Set(types)].filter((type) => wanted.includes(type))

const turn = [
  "session.created",
  "input_audio_buffer.speech_started",
  "input_audio_buffer.speech_stopped",
  "input_audio_buffer.committed",
  "response.created",
  "output_audio_buffer.started",
  "response.done",
  "output_audio_buffer.stopped"
]

describe("a spoken turn over WebRTC in a browser gets an answer", () => {
  it.live("with `OpenAIRealtimeWebRTC` of openai", () =>
    Effect.gen(function* () {
      const page = yield* openPage("openaiWebRtc")
      const url = yield* antiphonServe(new URL(page.url()).origin)
      const key = yield* clientSecret(url)
      const { failures, heard, types }: OpenAiCall = yield* Effect.promise(() =>
        page.evaluate(([at, key]) => window.holdOpenAiTurn(at, key), [url, key] as const)
      )
      assert.deepStrictEqual(failures, [])
      assert.deepStrictEqual(inOrder(types, turn), turn)
      assert.isAbove(heard, 0.001)
      assert.notInclude(types, "response.output_audio.delta")
    })
  )

  it.live("with `RealtimeSession` of @openai/agents-realtime, which interrupts the next answer", () =>
    Effect.gen(function* () {
      const page = yield* openPage("agentsWebRtc")
      const url = yield* antiphonServe(new URL(page.url()).origin)
      const key = yield* clientSecret(url)
      const { callId, failures, heard, roles, types }: AgentsCall = yield* Effect.promise(() =>
        page.evaluate(([at, key]) => window.holdAgentsTurn(at, key), [url, key] as const)
      )
      // It retrieves every item after its playback. An item with its audio may not fit a data channel.
      for (const failure of failures) assert.match(failure, /'conversation\.item\.retrieved'.*connect a sideband/)
      assert.deepStrictEqual(inOrder(types, turn), turn)
      assert.include(types, "output_audio_buffer.cleared")
      assert.include(types, "conversation.item.truncated")
      assert.isAbove(heard, 0.001)
      assert.match(callId ?? "", /^rtc_/)
      assert.include(roles, "assistant")
      assert.include(roles, "user")
    })
  )
})
