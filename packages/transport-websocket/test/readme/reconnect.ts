import { Endpoint, type ClientEvent, type Connection, type ServerEvent } from "@antiphon/core"
import { Transport, type TransportError } from "@antiphon/core"
import { reconnecting } from "@antiphon/transport-websocket"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

type Step = (connection: Connection<ServerEvent, ClientEvent>) => Effect.Effect<void, TransportError>

/** Converses until `converse` returns, on as many connections as it takes. */
export const talk = (converse: Step, rebuild: Step): Effect.Effect<void, TransportError, Transport> =>
  Effect.flatMap(Transport, ({ connect }) =>
    reconnecting(connect(Endpoint.conversation({ model: "gpt-realtime" })), (connection, lost) =>
      Effect.gen(function* () {
        if (Option.isSome(lost)) {
          yield* Effect.logWarning(`the session is gone, starting anew: ${lost.value.message}`)
          yield* rebuild(connection)
        }
        yield* converse(connection)
      })
    )
  )
