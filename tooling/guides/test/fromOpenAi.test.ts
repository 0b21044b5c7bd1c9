/** What stands side by side in the guide does the same: the official clients as they are, and ours. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { printed } from "./guides.ts"
import { openPage } from "./page.ts"
import { heard } from "./peers.ts"
import { ran } from "./ran.ts"
import { scripted, secure } from "./scripted.ts"

const script = { turns: [{ say: "It is noon, as always." }] } as const

describe("openai/realtime/ws in Node", () => {
  it.live("old and new print the same, events too", () =>
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

describe.each(["pageSocketOld", "pageSocketNew"])("in a page over WebSocket: %s", (program) => {
  it.live("shows the answer", () =>
    Effect.gen(function* () {
      const page = yield* openPage(`from-openai-realtime/${program}.ts`, (origin) => secure(script, "--origin", origin))
      yield* Effect.promise(() =>
        page.waitForFunction(() => document.body.textContent?.includes("It is noon, as always."))
      )
    })
  )
})

describe.each(["pageCallOld", "pageCallNew"])("in a page over WebRTC: %s", (program) => {
  it.live("hears the user, shows the answer, and plays it", () =>
    Effect.gen(function* () {
      const page = yield* openPage(`from-openai-realtime/${program}.ts`, (origin) => secure(script, "--origin", origin))
      yield* Effect.promise(() =>
        page.waitForFunction(() => document.body.textContent?.includes("It is noon, as always."))
      )
      yield* Effect.promise(() => page.waitForFunction(heard))
    })
  )
})

describe("@openai/agents-realtime", () => {
  it.live("old and new call the same tool, and say and sound the same", () =>
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
