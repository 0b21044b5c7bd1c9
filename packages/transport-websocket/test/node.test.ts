import { ClientEvent, Endpoint, ServerEvent, Transport } from "@antiphon/core"
import { layer, listen } from "@antiphon/transport-websocket/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"

const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }

describe("Node to Node", () => {
  it.live("events travel both ways, the handshake is told, and the close reaches the other side", () =>
    Effect.gen(function* () {
      const listener = yield* listen({ vocabulary })
      yield* Effect.forkScoped(
        listener.run((connection, handshake) =>
          Effect.gen(function* () {
            const shown = `${handshake.path} ${handshake.query["model"]} ${handshake.dialect}`
            yield* connection.send(
              ServerEvent.make("response.output_text.delta", {
                event_id: "e",
                response_id: "r",
                item_id: "i",
                output_index: 0,
                content_index: 0,
                delta: shown
              })
            )
            yield* connection.incoming.pipe(
              Stream.take(1),
              Stream.runForEach(() => connection.close(4000, "seen"))
            )
          })
        )
      )
      const { host, port } = listener.address
      const transport = yield* Transport
      const connection = yield* transport.connect(
        Endpoint.conversation({
          base: `ws://${host}:${port}/v1`,
          model: "m",
          credential: Redacted.make("ek_1")
        })
      )
      yield* connection.send(ClientEvent.make("input_audio_buffer.clear", {}))
      const seen: Array<unknown> = []
      const error = yield* connection.incoming.pipe(
        Stream.runForEach((decoded) => Effect.sync(() => seen.push(decoded))),
        Effect.flip
      )
      assert.strictEqual(error.message, "closed by the remote side, code 4000 (seen)")
      assert.deepInclude(seen[0], { _tag: "Known" })
      assert.nestedPropertyVal(seen[0], "event.delta", "/v1/realtime m ga")
    }).pipe(Effect.scoped, Effect.provide(layer()))
  )
})
