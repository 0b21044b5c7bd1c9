/** Sending to one of several clients, who may have stopped reading. */
import type { Connection, TransportError } from "@antiphon/core"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

/** Why a client that does not read is closed. */
export const notRead = "the client does not read what it is sent"

/**
 * Sends an event. A client that does not take it within the timeout is closed with 1008. An event that goes out at once, as
 * nearly every one does, needs no timer.
 */
export const sendWithin = <In, Out>(
  peer: Connection<In, Out>,
  event: Out,
  timeout: Duration.Input
): Effect.Effect<void, TransportError> =>
  Effect.flatMap(
    Effect.forkChild(peer.send(event), { startImmediately: true }),
    (sending) =>
      sending.pollUnsafe() ??
      Effect.timeoutOrElse(Fiber.join(sending), {
        duration: timeout,
        orElse: () => Effect.andThen(Fiber.interrupt(sending), peer.close(1008, notRead))
      })
  )
