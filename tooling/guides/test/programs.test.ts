/** The programs of the guides print what the guides show, against the server that the guides name. */
import { Wav } from "@antiphon/audio"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { antiphonServe } from "./antiphonServe.ts"
import { printed } from "./guides.ts"
import { speech } from "./page.ts"
import { ran } from "./ran.ts"
import { folder, scripted } from "./scripted.ts"

const root = new URL("../../../", import.meta.url)

const prints = (program: string, env: Readonly<Record<string, string>>, ...args: ReadonlyArray<string>) =>
  Effect.map(
    Effect.promise(() => ran(program, env, ...args)),
    (stdout) => assert.strictEqual(stdout, printed(program))
  )

describe("the first conversation, with the offline engine", () => {
  it.live("the typed, the spoken and the failing program print what the page shows", () =>
    Effect.gen(function* () {
      const [cwd, REALTIME_URL] = yield* Effect.all([folder, antiphonServe()])
      const env = { cwd, REALTIME_URL }
      yield* Effect.all(
        [
          prints("first-conversation/typed.ts", env),
          prints("first-conversation/spoken.ts", env, speech, "answer.wav"),
          prints("first-conversation/errors.ts", env)
        ],
        { concurrency: 2 }
      )
      const answer = Wav.read(readFileSync(join(cwd, "answer.wav")))
      assert(answer._tag === "Success")
      assert.strictEqual(answer.success.sampleRate, 24_000)
      assert.isTrue(answer.success.channels[0]?.some((sample) => Math.abs(sample) > 1000))
    })
  )
})

describe("other servers", () => {
  it.live("the program talks to a server that speaks like xAI", () =>
    Effect.gen(function* () {
      const url = yield* antiphonServe("--as", "xai")
      const XAI_URL = url.replace(/\/realtime$/, "")
      yield* prints("providers/talk.ts", { XAI_API_KEY: "xai-any", XAI_URL })
    })
  )

  it.live("a provider is checked against recorded sessions", () => prints("providers/check.ts", {}))
})

describe("interruption", () => {
  it.live("the program of the picture prints the plan", () => prints("interruption/picture.ts", {}))

  it.live("an interruption by hand reports no more than was written to the speaker", () =>
    Effect.gen(function* () {
      const say = "And there it lies, in the sun and in the rain, as it has lain for a hundred years and more."
      const [cwd, REALTIME_URL] = yield* Effect.all([folder, scripted({ turns: [{ say }] })])
      const stdout = yield* Effect.promise(() => ran("interruption/byHand.ts", { cwd, REALTIME_URL }))
      const [, heardMs] = /^item_\S+ was heard for (\d+) ms\n$/.exec(stdout) ?? []
      const renderedMs = readFileSync(join(cwd, "heard.pcm")).length / 48
      assert.isAbove(Number(heardMs), 0, stdout)
      assert.isAtMost(Number(heardMs), renderedMs)
    })
  )
})

it.live("a process talks to its child over the adapter of the guide", () => prints("write-an-adapter/parent.ts", {}))

it.live("a handoff changes the instructions", () =>
  Effect.gen(function* () {
    const REALTIME_URL = yield* scripted({
      turns: [
        { say: "Good morning, what can I do for you?" },
        { calls: [{ name: "hand_over", arguments: { to: "billing" } }] },
        { say: "Tell me your invoice number, please." }
      ]
    })
    yield* prints("from-openai-agents-realtime/handoff.ts", { REALTIME_URL })
  })
)

it.live("an image is shown, and the costs are counted", () =>
  Effect.gen(function* () {
    const REALTIME_URL = yield* antiphonServe()
    const picture = fileURLToPath(new URL("apps/browser-console/screenshots/timing.png", root))
    yield* prints("images-and-tools/image.ts", { REALTIME_URL }, picture)
    yield* prints("costs/meter.ts", { REALTIME_URL })
    yield* prints("debugging/watch.ts", { REALTIME_URL })
  })
)

it.live("a function is called because it has to be, and the answer follows", () =>
  Effect.gen(function* () {
    const REALTIME_URL = yield* scripted({
      turns: [
        { calls: [{ name: "book", arguments: { people: 2, time: "20:00" } }] },
        { say: "Your table is booked for eight o'clock." }
      ]
    })
    yield* prints("images-and-tools/choice.ts", { REALTIME_URL })
  })
)

it.live("a tool of a remote server is called once it is approved", () =>
  Effect.gen(function* () {
    const search = {
      server: "archive",
      name: "search",
      arguments: { about: "the lighthouse" },
      output: "three letters"
    }
    const REALTIME_URL = yield* scripted({
      mcpTools: { archive: [{ name: "search", input_schema: { type: "object" } }] },
      turns: [{ mcpCalls: [search] }, { say: "Three letters mention the lighthouse." }]
    })
    yield* prints("images-and-tools/mcp.ts", { REALTIME_URL })
  })
)

it.live("a slow function answers twice, at once and with its result", () =>
  Effect.gen(function* () {
    const REALTIME_URL = yield* scripted({
      turns: [
        { calls: [{ name: "research", arguments: { about: "the lighthouse" } }] },
        { say: "I am looking. What else can I do for you?" },
        { say: "Three letters mention the lighthouse." }
      ]
    })
    yield* prints("images-and-tools/slow.ts", { REALTIME_URL })
  })
)
