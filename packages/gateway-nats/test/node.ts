/** A node of the gateway in a process of its own. It drains at SIGTERM. */
import { freshToken, token } from "@antiphon/gateway"
import { gaUpstream, serveNode } from "@antiphon/gateway/node"
import { natsEngine } from "@antiphon/gateway-nats"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

const [name = "", nats = "", upstream = "", spillDir = ""] = process.argv.slice(2)
const node = token(name) ?? freshToken("n")

const program = Effect.gen(function* () {
  const served = yield* serveNode({
    node,
    upstream: gaUpstream({ base: upstream }),
    tokenSecrets: [Redacted.make("shared by the nodes of a test")],
    flushMs: 20,
    buffer: { sessionBytes: 3_000, spillDir }
  })
  process.send?.({ port: served.port })
  yield* Effect.callback<void>((resume) => {
    process.once("SIGTERM", () => resume(Effect.void))
  })
  yield* served.drain
}).pipe(Effect.scoped, Effect.provide(natsEngine({ node, servers: [nats] })))

await Effect.runPromise(program)
process.exit(0)
