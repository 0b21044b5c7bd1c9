/** Runs the unmodified official browser clients in Chromium, with the server of the command line. */
import { Wav } from "@antiphon/audio"
import { launchChromium, serveFolder } from "@antiphon/chromium"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { build } from "esbuild"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { AgentsCall } from "./pages/agentsWebRtc.ts"
import type { OpenAiLiveCall } from "./pages/openaiLiveWebRtc.ts"
import type { OpenAiCall } from "./pages/openaiWebRtc.ts"
import { recording } from "./recordings.ts"
import { antiphonServe, clientSecret } from "./antiphonServe.ts"

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
/** The first 2 s of a recorded voice. */
const said = Wav.write({ sampleRate: 24_000, channels: [recording("user-turn").slice(0, 2 * 24_000)] })

const programs = ["openaiWebRtc", "openaiLiveWebRtc", "agentsWebRtc"] as const

/** A site with a page for each program. */
const site = Effect.acquireRelease(
  Effect.promise(async () => {
    const root = await mkdtemp(join(tmpdir(), "peers-page-"))
    await build({
      entryPoints: programs.map((name) => path(`pages/${name}.ts`)),
      bundle: true,
      format: "esm",
      platform: "browser",
      outdir: root,
      logLevel: "error"
    })
    await writeFile(join(root, "said.wav"), said)
    for (const name of programs)
      await writeFile(join(root, `${name}.html`), `<!doctype html><script type="module" src="/${name}.js"></script>`)
    return { root, ...(await serveFolder({ root })) }
  }),
  ({ close, root }) => Effect.promise(() => close().then(() => rm(root, { recursive: true })))
)

/** What the cases share: one site and one server. */
const parts = Effect.gen(function* () {
  const { root, url: origin } = yield* site
  const url = yield* antiphonServe(new URL(origin).origin)
  return { microphone: `${join(root, "said.wav")}%noloop`, origin, url }
})

const scope = Scope.makeUnsafe()
let shared: Effect.Success<typeof parts>
beforeAll(async () => {
  shared = await Effect.runPromise(Scope.provide(parts, scope))
})
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

/**
 * Opens a page in a browser of its own. The microphone plays a recorded voice once and then silence. Pages of one browser share
 * it, so a page that opens before the last one has closed gets only silence.
 */
const openPage = Effect.fnUntraced(function* (name: (typeof programs)[number]) {
  const browser = yield* Effect.acquireRelease(
    Effect.promise(() => launchChromium({ microphone: shared.microphone })),
    (each) => Effect.promise(() => each.close())
  )
  const page = yield* Effect.promise(() => browser.newPage())
  yield* Effect.promise(() => page.goto(new URL(`${name}.html`, shared.origin).href, { waitUntil: "load" }))
  return page
})

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
      const { url } = shared
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

  it.live("with `OpenAILiveWebRTC` of openai, which speaks Live, mutes and closes in order", () =>
    Effect.gen(function* () {
      const page = yield* openPage("openaiLiveWebRtc")
      const url = shared.url.replace(/\/realtime$/, "")
      const { answered, asked, failures, heard, reason, types }: OpenAiLiveCall = yield* Effect.promise(() =>
        page.evaluate(([at, key]) => window.holdOpenAiLiveCall(at, key), [url, "sk-of-a-test"] as const)
      )
      assert.deepStrictEqual(failures, [])
      assert.deepStrictEqual([asked, answered, reason], ["What time is it?", "It is noon.", "close_requested"])
      assert.strictEqual(types[0], "session.started")
      assert.isAbove(heard, 0.001)
      assert.notInclude(types, "session.output_audio.delta")
    })
  )

  it.live("with `RealtimeSession` of @openai/agents-realtime, which interrupts the next answer", () =>
    Effect.gen(function* () {
      const page = yield* openPage("agentsWebRtc")
      const { url } = shared
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
