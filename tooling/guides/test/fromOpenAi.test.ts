/** Old and new programs of the guides do the same. The old ones use the official clients unchanged. */
import type { Page } from "@antiphon/chromium"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { printed } from "./guides.ts"
import { openPages } from "./page.ts"
import { heard } from "./peers.ts"
import { ran } from "./ran.ts"
import { scripted, secure } from "./scripted.ts"

const script = { turns: [{ say: "It is noon, as always." }] } as const

describe("openai/realtime/ws in Node", () => {
  it.live("the old, the new and the event program print the same", () =>
    Effect.gen(function* () {
      const { cert, url } = yield* secure(script)
      const env = { OPENAI_BASE_URL: url, NODE_EXTRA_CA_CERTS: cert }
      for (const program of ["nodeOld", "nodeNew", "nodeEvents"]) {
        const stdout = yield* Effect.promise(() => ran(`from-openai-realtime/${program}.ts`, env))
        assert.strictEqual(stdout, printed("from-openai-realtime/nodeNew.ts"))
      }
    })
  )
})

describe("in a page", () => {
  const overSocket = ["from-openai-realtime/pageSocketOld.ts", "from-openai-realtime/pageSocketNew.ts"] as const
  const overTracks = ["from-openai-realtime/pageCallOld.ts", "from-openai-realtime/pageCallNew.ts"] as const

  it.live("the old and the new page show the answer, and over WebRTC they also send speech and play the answer", () =>
    Effect.gen(function* () {
      const pages = yield* openPages([...overSocket, ...overTracks], (origin) => secure(script, "--origin", origin))
      const shown = (page: Page) =>
        page.waitForFunction(() => document.body.textContent?.includes("It is noon, as always."))
      yield* Effect.promise(() => Promise.all([...pages.values()].map(shown)))
      yield* Effect.promise(() => Promise.all(overTracks.map((program) => pages.get(program)?.waitForFunction(heard))))
    })
  )
})

describe("@openai/agents-realtime", () => {
  it.live("the old and the new program call the same tool, and print and play the same", () =>
    Effect.gen(function* () {
      const calls = [{ name: "weather", arguments: { city: "Bonn" } }]
      const url = yield* scripted({ turns: [{ calls }, { say: "It rains in Bonn." }] })
      for (const [program, REALTIME_URL] of [
        ["old", `${url}?model=gpt-realtime`],
        ["new", url]
      ] as const) {
        const stdout = yield* Effect.promise(() => ran(`from-openai-agents-realtime/${program}.ts`, { REALTIME_URL }))
        assert.strictEqual(stdout, printed("from-openai-agents-realtime/new.ts"), program)
      }
    })
  )
})
