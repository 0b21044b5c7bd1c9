// claim.ts
import { freshToken, SessionLog } from "@antiphon/gateway"
import { natsEngine } from "@antiphon/gateway-nats"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const servers = [process.env["NATS_URL"] ?? "nats://127.0.0.1:4222"]
const on = (node: string) =>
  Effect.map(Layer.build(natsEngine({ node: freshToken(node), servers })), Context.get(SessionLog))

const program = Effect.gen(function* () {
  const sid = freshToken("sess")
  const [a, b] = [yield* on("a"), yield* on("b")]
  const claim = yield* a.claim(sid, { fresh: true })
  yield* claim.append([JSON.stringify({ said: "hello" })])
  // Another node takes the session over.
  yield* b.claim(sid, { fresh: false })
  const { message } = yield* Effect.flip(claim.append([JSON.stringify({ said: "too late" })]))
  process.stdout.write(`${message}\n`)
})

await Effect.runPromise(Effect.scoped(program))
