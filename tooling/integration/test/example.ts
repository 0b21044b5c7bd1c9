import { ClientEvent, Endpoint, ServerEvent, Transport } from "@antiphon/core"
import { Engine, serve } from "@antiphon/server"
import { layer, listen } from "@antiphon/transport-websocket/node"
import { Effect, Stream } from "effect"

const program = Effect.gen(function* () {
  const listener = yield* listen({ vocabulary: { incoming: ClientEvent, outgoing: ServerEvent } })
  yield* Effect.forkScoped(listener.run(serve))
  const endpoint = Endpoint.conversation({ base: `ws://127.0.0.1:${listener.address.port}`, model: "any" })
  const { incoming, send } = yield* Transport.use((transport) => transport.connect(endpoint))
  yield* send(ClientEvent.make("response.create", { response: { output_modalities: ["text"] } }))
  yield* incoming.pipe(
    Stream.map((decoded) => (decoded._tag === "Malformed" ? decoded.error.message : decoded.event.type)),
    Stream.takeUntil((type) => type === "response.done"),
    Stream.runForEach((type) => Effect.sync(() => console.log(type)))
  )
})
const engine = Engine.scripted({ turns: [{ say: "It is noon, as always." }] })
await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide([layer(), engine])))
