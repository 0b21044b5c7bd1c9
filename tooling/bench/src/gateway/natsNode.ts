/** A process of the bench: a node on NATS with its defaults. It says which events its engine acknowledged. */
import { freshToken, SessionLog, token } from "@antiphon/gateway"
import { gaUpstream, serveNode } from "@antiphon/gateway/node"
import { natsEngine } from "@antiphon/gateway-nats"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const [name = "", nats = "", base = ""] = process.argv.slice(2)
const node = token(name) ?? freshToken("n")
const whole = natsEngine({ node, servers: [nats] })

/** The log of the engine. The parent learns of each line as soon as it is acknowledged. */
const told = Layer.effect(
  SessionLog,
  SessionLog.useSync((inner) => ({
    ...inner,
    claim: (sid, options) =>
      Effect.map(inner.claim(sid, options), (claim) => ({
        ...claim,
        append: (lines) => Effect.tap(claim.append(lines), () => Effect.sync(() => void process.send?.({ lines })))
      }))
  }))
)

const program = Effect.gen(function* () {
  const tokenSecrets = [Redacted.make("shared by the nodes of the bench")]
  const { port } = yield* serveNode({ node, upstream: gaUpstream({ base }), tokenSecrets })
  process.send?.({ port })
  return yield* Effect.never
}).pipe(Effect.scoped, Effect.provide(Layer.merge(whole, Layer.provide(told, whole))))

Effect.runFork(program)
