import { ClientEvent, Endpoint, ServerEvent, Transport } from "@antiphon/core"
import { layer } from "@antiphon/transport-websocket/node"
import { Console, Effect, Redacted, Stream } from "effect"

const program = Effect.gen(function* () {
  const { connect } = yield* Transport
  const endpoint = Endpoint.conversation({
    model: "gpt-realtime",
    base: process.env["OPENAI_BASE_URL"] ?? "https://api.openai.com/v1",
    credential: Redacted.make(process.env["OPENAI_API_KEY"] ?? "")
  })
  const { incoming, send } = yield* connect(endpoint)
  yield* send(ClientEvent.make("response.create", { response: { output_modalities: ["text"] } }))
  yield* incoming.pipe(
    Stream.takeUntil((decoded) => decoded._tag === "Known" && decoded.event.type === "response.done"),
    Stream.runForEach((decoded) => {
      switch (decoded._tag) {
        case "Known":
          return ServerEvent.matchSome(
            decoded.event,
            {
              "response.output_text.done": ({ text }) => Console.log(text),
              error: (event) => Console.log(event.error)
            },
            () => Effect.void
          )
        case "Unknown":
          return Console.log("newer than this version:", decoded.event.type)
        case "Malformed":
          return Console.log(decoded.error.message)
      }
    })
  )
})
await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(layer())))
