import { bridge, callTools, twilio } from "@antiphon/telephony"
import { listen } from "@antiphon/telephony/listener"
import type { ClientEvent, Connection, ServerEvent } from "@antiphon/core"
import { Session } from "@antiphon/session"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** Listens, and answers each call with a session of its own. `connect` opens its connection. */
export const answering = <E>(connect: Effect.Effect<Connection<ServerEvent, ClientEvent>, E, Scope.Scope>) =>
  Effect.gen(function* () {
    const carrier = twilio({ publicUrl: "wss://phone.example/stream", authToken: "secret" })
    const listener = yield* listen({ carrier, port: 0 })
    const served = listener.run((call) =>
      Effect.gen(function* () {
        const options = { speaker: call.speaker, tools: { tools: callTools(call) } }
        const session = yield* Session.make(yield* connect, options)
        return yield* bridge(call, session, { greet: true })
      })
    )
    yield* Effect.forkScoped(served)
    return listener.port
  })
