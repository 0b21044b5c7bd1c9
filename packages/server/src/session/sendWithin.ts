/** Sending to a client that may have stopped reading. */
import type { Connection, TransportError } from "@antiphon/core"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/** Sends an event. A client that does not take it within the timeout is closed with 1008. */
export const sendWithin = <In, Out>(
  peer: Connection<In, Out>,
  event: Out,
  timeout: Duration.Input
): Effect.Effect<void, TransportError> =>
  Effect.timeoutOrElse(peer.send(event), {
    duration: timeout,
    orElse: () => peer.close(1008, "the client does not read what it is sent")
  })
