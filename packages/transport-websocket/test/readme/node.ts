import { ClientEvent, Endpoint, ServerEvent, Transport } from "@antiphon/core"
import { layer, listen } from "@antiphon/transport-websocket/node"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** Answers each event that it gets with the same answer, on any free port of this machine. */
const server = Effect.gen(function* () {
  const listener = yield* listen({ vocabulary: { incoming: ClientEvent, outgoing: ServerEvent } })
  const cleared = ServerEvent.make("input_audio_buffer.cleared", { event_id: "event_1" })
  yield* Effect.forkScoped(
    listener.run((connection, { path, query }) =>
      Effect.gen(function* () {
        yield* Console.log(`server: ${path} for ${query["model"]}`)
        yield* Stream.runForEach(connection.incoming, () => connection.send(cleared))
      })
    )
  )
  return listener.address
})

const program = Effect.gen(function* () {
  const { host, port } = yield* server
  const { connect } = yield* Transport
  const connection = yield* connect(Endpoint.conversation({ base: `ws://${host}:${port}/v1`, model: "gpt-realtime" }))

  yield* connection.send(ClientEvent.make("input_audio_buffer.clear", {}))
  const reading = Stream.runForEach(connection.incoming, (decoded) =>
    Effect.gen(function* () {
      yield* Console.log(`client: ${decoded._tag === "Malformed" ? decoded.error.message : decoded.event.type}`)
      yield* connection.close(1000, "all done")
    })
  )
  const why = yield* Effect.flip(reading)
  yield* Console.log(`client: ${why.message}`)
})

await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(layer())))
