import { ClientEvent, Endpoint, ServerEvent } from "@antiphon/core"
import { listen } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { inspect } from "../src/link/inspect.ts"

it.effect("tells of each event just before it is handed on, and of each that was handed over", () =>
  Effect.gen(function* () {
    const greeting = ServerEvent.make("session.created", { event_id: "event_1", session: { type: "realtime" } })
    const cleared = ServerEvent.make("input_audio_buffer.cleared", { event_id: "event_2" })
    const { listener, transport } = yield* listen({ incoming: ClientEvent, outgoing: ServerEvent })
    yield* Effect.forkScoped(
      listener.run((server) => Effect.andThen(Effect.forEach([greeting, cleared], server.send), server.ended))
    )
    const seen: Array<string> = []
    const { connect } = inspect(transport, {
      received: (decoded) => seen.push(`received ${decoded._tag === "Malformed" ? decoded._tag : decoded.event.type}`),
      sent: ({ type }) => seen.push(`sent ${type}`)
    })
    const connection = yield* connect(Endpoint.conversation({ model: "any" }))
    yield* connection.incoming.pipe(
      Stream.take(2),
      Stream.runForEach((decoded) => Effect.sync(() => seen.push(`taken ${decoded._tag}`)))
    )
    yield* connection.send(ClientEvent.make("input_audio_buffer.clear", {}))
    assert.deepStrictEqual(seen, [
      "received session.created",
      "taken Known",
      "received input_audio_buffer.cleared",
      "taken Known",
      "sent input_audio_buffer.clear"
    ])
  })
)
