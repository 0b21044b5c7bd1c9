import { type AnswerCall, makeCallsHandler, makeGate, makeHandler, serve } from "@antiphon/server"
import * as Effect from "effect/Effect"

/** What a server that takes calls answers over HTTP. */
export const handlerOf = Effect.fnUntraced(function* (answer: AnswerCall) {
  const gate = yield* makeGate({ maxConnections: 100 })
  const calls = yield* makeCallsHandler({
    answer,
    gate,
    hold: (connection, offered) =>
      Effect.flatMap(gate.enter(connection, offered), ({ handshake, session }) =>
        serve(connection, handshake, { session })
      )
  })
  return yield* makeHandler({ origins: ["https://app.example"], calls })
})
