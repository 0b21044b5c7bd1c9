import type { ClientEvent, Connection, Decoded, Endpoint, ServerEvent, Transport, UnknownEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** Who is told of the events of a connection; those of a conversation unless told. */
export interface Inspector<In = ServerEvent, Out = ClientEvent> {
  readonly received: (decoded: Decoded<In>) => void
  readonly sent: (event: Out | UnknownEvent) => void
}

/**
 * A transport whose connections tell of every event, decoded as it already is: what comes just before it is handed on, one
 * by one, and what goes once it was handed over.
 */
export const inspect = (transport: Transport["Service"], inspector: Inspector): Transport["Service"] => ({
  connect: <In, Out>(endpoint: Endpoint.Endpoint<In, Out>) =>
    // The console opens conversations and nothing else, so these are their events.
    Effect.map(transport.connect(endpoint), (connection) => told(connection, inspector as Inspector<unknown, unknown>))
})

const told = <In, Out>(
  connection: Connection<In, Out>,
  { received, sent }: Inspector<In, Out>
): Connection<In, Out> => ({
  ...connection,
  incoming: connection.incoming.pipe(
    Stream.rechunk(1),
    Stream.tap((decoded) => Effect.sync(() => received(decoded)))
  ),
  send: (event) => Effect.tap(connection.send(event), () => Effect.sync(() => sent(event)))
})
