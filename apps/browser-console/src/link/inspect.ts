import type { ClientEvent, Connection, Decoded, ServerEvent, Transport } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

export interface Inspector {
  readonly received: (decoded: Decoded<ServerEvent>) => void
  readonly sent: (event: ClientEvent) => void
}

/**
 * A transport whose connections tell of every event, decoded as it already is: what comes just before it is handed on, one
 * by one, and what goes once it was handed over.
 */
export const inspect = (transport: Transport["Service"], inspector: Inspector): Transport["Service"] => ({
  connect: (endpoint) =>
    Effect.map(transport.connect(endpoint), (connection) => {
      // The console opens conversations and nothing else, and those are the events of a conversation.
      const told = inspector as unknown as Told<typeof connection>
      return {
        ...connection,
        incoming: connection.incoming.pipe(
          Stream.rechunk(1),
          Stream.tap((decoded) => Effect.sync(() => told.received(decoded)))
        ),
        send: (event) => Effect.tap(connection.send(event), () => Effect.sync(() => told.sent(event)))
      }
    })
})

/** The inspector in the types of a connection. */
type Told<C> =
  C extends Connection<infer In, infer Out>
    ? {
        readonly received: (decoded: Decoded<In>) => void
        readonly sent: (event: Parameters<Connection<In, Out>["send"]>[0]) => void
      }
    : never
