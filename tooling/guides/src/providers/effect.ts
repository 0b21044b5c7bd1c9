import { connectTo, xai } from "@antiphon/providers"
import { Session } from "@antiphon/session"
import * as Effect from "effect/Effect"
import * as WebSocket from "@antiphon/transport-websocket/node"

const program = Effect.gen(function* () {
  const session = yield* Session.reconnecting(connectTo(xai({ key: process.env["XAI_API_KEY"] })), {})
  yield* session.sendText("Hello.")
})

export const main = program.pipe(Effect.scoped, Effect.provide(WebSocket.layer()))
