import { ClientEvent, Endpoint, ServerEvent, Transport } from "@antiphon/core"
import { Engine, serve } from "@antiphon/server"
import { Session, transcript } from "@antiphon/session"
import { layer, listen } from "@antiphon/transport-websocket/node"
import { Effect, Layer } from "effect"

const program = Effect.gen(function* () {
  const session = yield* Session
  const { responseId } = yield* session.sendText("What time is it?")
  yield* session.responseEnd(responseId)
  for (const { role, text } of transcript(yield* session.state)) console.log(`${role}: ${text}`)
})

const sessionLayer = Effect.gen(function* () {
  const listener = yield* listen({ vocabulary: { incoming: ClientEvent, outgoing: ServerEvent } })
  yield* Effect.forkScoped(listener.run(serve))
  const endpoint = Endpoint.conversation({ base: `ws://127.0.0.1:${listener.address.port}`, model: "any" })
  return Session.layerReconnecting(Transport.use(({ connect }) => connect(endpoint)))
})
const engine = Engine.scripted({ turns: [{ say: "It is noon, as always." }] })
const layers = Layer.unwrap(sessionLayer).pipe(Layer.provide([layer(), engine]))
await Effect.runPromise(Effect.provide(program, layers))
