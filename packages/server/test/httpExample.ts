import { ClientEvent, type Handshake, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { Engine, Keys, makeGate, makeHandler, serve } from "@antiphon/server"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

const program = Effect.gen(function* () {
  const handler = yield* makeHandler({ origins: ["https://app.example"] })
  const gate = yield* makeGate({ models: ["gpt-realtime"], maxConnections: 100 })

  // Your backend asks for a client secret with its API key,
  const request = new Request("https://voice.example/v1/realtime/client_secrets", {
    method: "POST",
    headers: { authorization: "Bearer sk-backend", "content-type": "application/json" },
    body: JSON.stringify({ session: { type: "realtime", instructions: "Be brief." } })
  })
  const { value } = yield* Effect.flatMap(handler(request), (response) => Effect.promise(() => response.json()))

  // and the page connects with it. A listener would say `admit: gate.admit` and hand over both of these.
  const { server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
  const offered: Handshake = {
    path: "/v1/realtime",
    query: { model: "gpt-realtime" },
    dialect: "ga",
    key: Option.some(Redacted.make(value)),
    origin: Option.none(),
    peer: "memory"
  }
  const { handshake, kind, session } = yield* gate.enter(server, offered)
  yield* Effect.forkScoped(serve(server, handshake))
  yield* Effect.log(kind, session)
})

export const main = program.pipe(
  Effect.scoped,
  Effect.provide([Engine.echo, Keys.layer({ apiKeys: [Redacted.make("sk-backend")] })])
)
