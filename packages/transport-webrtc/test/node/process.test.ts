/** A process with calls ends by itself, does without the optional peers until they are needed, and may vanish. */
import { ClientEvent, Dead, Endpoint, ServerEvent } from "@antiphon/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { make } from "../../src/node.ts"
import { bindAddress } from "./pair.ts"

const pathOf = (program: string): string => fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url))

const run = (program: string, ...args: ReadonlyArray<string>): Promise<string> =>
  promisify(execFile)(process.execPath, [pathOf(program), ...args], { timeout: 110_000 }).then(({ stdout }) => stdout)

// One after the other, because nine processes that start at once slow each other down.
describe("a process", { timeout: 120_000 }, () => {
  for (const way of ["client", "server", "both", "unanswered", "lost"]) {
    it(`ends by itself when its calls are over: ${way}`, async () => {
      assert.strictEqual(await run("talk", way), "over\n")
    })
  }

  it("holds no more after twelve calls than after six: no timer, file, thread or memory", async () => {
    assert.match(await run("../../long/cycles", "12", "6", "10"), /MB more after cycle 12 than after cycle 6/)
  })

  for (const absent of ["node-datachannel", "libopus-wasm"]) {
    it(`that has no ${absent} sees the command that installs it, when it opens a call`, async () => {
      const line = `Protocol: WebRTC in Node needs ${absent}, which is not installed: npm i ${absent}\n`
      assert.strictEqual(await run("without", absent), line + line)
    })
  }

  it.live(
    "that is killed is noticed as Dead, after silence as long as the dead timeout",
    () =>
      Effect.gen(function* () {
        const child = yield* Effect.acquireRelease(
          Effect.sync(() => spawn(process.execPath, [pathOf("vanish")], { stdio: ["pipe", "pipe", "inherit"] })),
          (running) => Effect.sync(() => running.kill("SIGKILL"))
        )
        const transport = make({
          bindAddress,
          deadTimeout: "3 seconds",
          // The child has to start first, on a machine that may be busy.
          deadlines: { exchange: "1 minute" },
          exchange: (offer) =>
            Effect.promise(async () => {
              child.stdin.write(JSON.stringify(offer))
              const [answer] = await once(child.stdout.setEncoding("utf8"), "data")
              return { sdp: JSON.parse(answer) }
            })
        })
        const call = yield* transport.connect({
          ...Endpoint.conversation({ model: "m" }),
          incoming: ServerEvent,
          outgoing: ClientEvent
        })
        child.kill("SIGKILL")
        const { reason } = yield* call.ended
        assert.deepInclude(reason, new Dead({ detail: "it sent nothing for 3000 ms" }))
      }),
    120_000
  )
})
