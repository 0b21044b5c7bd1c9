import { ClientEvent, Endpoint, ServerEvent, Transport, type TransportError } from "@antiphon/core"
import { layer } from "@antiphon/transport-websocket/browser"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"

/** Fetched for each connection. Your server mints it with its own key (`POST /v1/realtime/client_secrets`). */
const secret = Effect.promise(async () => {
  const response = await fetch("/client-secret", { method: "POST" })
  return Redacted.make(await response.text())
})

/** Asks for one response and shows its text. Fails with why the connection ended. */
export const ask = (show: (text: string) => void): Effect.Effect<void, TransportError> =>
  Effect.gen(function* () {
    const { connect } = yield* Transport
    const connection = yield* connect(Endpoint.conversation({ model: "gpt-realtime", credential: secret }))
    yield* connection.send(ClientEvent.make("response.create", {}))
    yield* Stream.runForEach(connection.incoming, (decoded) =>
      Effect.sync(() => {
        if (decoded._tag !== "Known") return
        ServerEvent.matchSome(
          decoded.event,
          { "response.output_text.delta": ({ delta }) => show(delta) },
          () => undefined
        )
      })
    )
  }).pipe(Effect.scoped, Effect.provide(layer()))
