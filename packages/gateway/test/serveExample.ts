import { freshToken, token } from "@antiphon/gateway"
import { fileEngine, gaUpstream, serveNode } from "@antiphon/gateway/node"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

const node = token("node-1") ?? freshToken("node")
const upstream = gaUpstream({
  base: "wss://api.openai.com/v1",
  key: Redacted.make(process.env["OPENAI_API_KEY"] ?? "")
})

const program = Effect.gen(function* () {
  const { host, port } = yield* serveNode({ node, upstream, port: 8766 })
  process.stdout.write(`ws://${host}:${port}/v1/realtime\n`)
  yield* Effect.never
})

await Effect.runPromise(Effect.scoped(Effect.provide(program, fileEngine({ node, folder: "./gateway" }))))
