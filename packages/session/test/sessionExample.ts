import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { Session } from "@antiphon/session"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"

const program = Effect.gen(function* () {
  // Stands for a socket: any transport gives such a connection, and a server at its other end.
  const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
  yield* server.send(ServerEvent.make("session.created", { event_id: "event_1", session: { type: "realtime" } }))

  const session = yield* Session.make(client, { policy: "queue", commandTimeout: "1 second" })
  const answer = yield* Effect.result(session.sendText("Good morning."))
  yield* Console.log(answer._tag === "Success" ? answer.success.responseId : answer.failure.message)
})

await Effect.runPromise(Effect.scoped(program))
