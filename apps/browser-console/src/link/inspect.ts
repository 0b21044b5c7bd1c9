/** Shows the console every event of a connection. */
import type { ClientEvent, Connection, Decoded, Endpoint, ServerEvent, Transport, UnknownEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** Receives the events of a connection. Defaults to the events of a conversation. */
export interface Inspector<In = ServerEvent, Out = ClientEvent> {
  /** Runs for each event that arrived, before the session reads it. */
  readonly received: (decoded: Decoded<In>) => void
  /** Runs for each event that was handed to the connection. */
  readonly sent: (event: Out | UnknownEvent) => void
  /** Runs for each connection that opened. `send` sends an event over it, as it is. */
  readonly opened?: (send: (event: Out | UnknownEvent) => Promise<void>) => void
}

/**
 * A transport that reports every event of its connections, already decoded. Received events are reported one by one, just before
 * they go on. Sent events are reported once they were handed over.
 */
export const inspect = <Received = ServerEvent, Sent = ClientEvent>(
  transport: Transport["Service"],
  inspector: Inspector<Received, Sent>
): Transport["Service"] => ({
  connect: <In, Out>(endpoint: Endpoint.Endpoint<In, Out>) =>
    // The caller opens endpoints of one vocabulary and nothing else, so these are their events.
    Effect.map(transport.connect(endpoint), (connection) => {
      const typed = inspector as Inspector<unknown, unknown>
      const seen = inspected<unknown, unknown>(connection as Connection<unknown, unknown>, typed)
      typed.opened?.((event) => Effect.runPromise(seen.send(event)))
      return seen as Connection<In, Out>
    })
})

/** Wraps one connection. */
const inspected = <In, Out>(
  connection: Connection<In, Out>,
  { received, sent }: Pick<Inspector<In, Out>, "received" | "sent">
): Connection<In, Out> => ({
  ...connection,
  incoming: connection.incoming.pipe(
    Stream.rechunk(1),
    Stream.tap((decoded) => Effect.sync(() => received(decoded)))
  ),
  send: (event) => Effect.tap(connection.send(event), () => Effect.sync(() => sent(event)))
})
