/** The programs for servers that mint keys and that stop. */
import { connect } from "@antiphon/client"
import { makeEar, startServer } from "@antiphon/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { leave } from "../src/deployment/leave.ts"
import token from "../src/deployment/token.ts"
import { antiphonServe } from "./antiphonServe.ts"

it.live("the handler mints a key for a page, and refuses other methods", () =>
  Effect.gen(function* () {
    const REALTIME_URL = yield* antiphonServe()
    const env = { OPENAI_API_KEY: "sk-any", REALTIME_URL }
    const ask = (method: string) =>
      Effect.promise(() => token.fetch(new Request("https://app.example/token", { method }), env))
    const minted = yield* ask("POST")
    assert.strictEqual(minted.status, 200)
    assert.match(yield* Effect.promise(() => minted.text()), /^ek_/)
    assert.strictEqual((yield* ask("GET")).status, 405)
  })
)

it("a session that is answering is closed after its answer, and a silent one at once", async () => {
  await using server = await startServer({ turns: [{ say: "One word after the other." }], pace: 20 })
  const open = () => connect({ url: server.url, model: "gpt-realtime", speaker: makeEar(), reconnect: false })
  const [answering, silent] = await Promise.all([open(), open()])
  const { response } = await answering.sendText("Tell me something.")
  await leave(new Set([answering, silent]), 60_000)
  assert.strictEqual((await response.done).status, "completed")
  await silent.closed
})

it("a session that does not stop speaking is closed when the time is over", async () => {
  await using server = await startServer({ turns: [{ say: "A very long story." }], pace: 0.001 })
  await using session = await connect({ url: server.url, model: "gpt-realtime", speaker: makeEar() })
  const { response } = await session.sendText("Tell me a story.")
  await leave(new Set([session]), 20)
  assert.strictEqual((await response.done).status, "failed")
})
