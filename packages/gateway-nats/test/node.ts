/** A node of the gateway in a process of its own. It drains at SIGTERM. */
import { freshToken, Nodes, SessionLog, token } from "@antiphon/gateway"
import { gaUpstream, serveNode } from "@antiphon/gateway/node"
import { natsEngine } from "@antiphon/gateway-nats"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const [name = "", nats = "", upstream = "", spillDir = ""] = process.argv.slice(2)
const node = token(name) ?? freshToken("n")

const whole = natsEngine({ node, servers: [nats] })

/** The parent learns when the log cannot be written, and when the node has announced itself. */
const told = Layer.provide(
  Layer.merge(
    Layer.effect(
      SessionLog,
      SessionLog.useSync((inner) => ({
        ...inner,
        claim: (sid, options) =>
          Effect.map(inner.claim(sid, options), (claim) => ({
            ...claim,
            append: (lines) => Effect.tapError(claim.append(lines), ({ _tag }) => say(_tag))
          }))
      }))
    ),
    Layer.effect(
      Nodes,
      Nodes.useSync((inner) => ({
        ...inner,
        announce: (record) => Effect.tap(inner.announce(record), () => say("announced"))
      }))
    )
  ),
  whole
)

const say = (what: string) => Effect.sync(() => void process.send?.({ what }))

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
}).pipe(Effect.scoped, Effect.provide(Layer.merge(whole, told)))

await Effect.runPromise(program)
process.exit(0)
