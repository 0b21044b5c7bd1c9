/** A recorded client, for a server that is live. */
import type { Connection, Decoded, EventCodec, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { Recording } from "../parse.ts"
import { frameOf } from "./frame.ts"
import { isCounted, type LiveEvent, play, type PlayOptions } from "./play.ts"
import type { ReplayError } from "./ReplayError.ts"

/** Live events that may wait for the recording to come to them. */
const backlog = 1024

/**
 * Sends what the client of a recording sent, each event once the server has answered as it had before it, and after the
 * recorded pause; ids that the server makes anew take the place of the recorded ones. Gives what the server sends, and ends
 * when the recording does, with the connection closed. It must be read for the replay to go on. Fails with `ReplayError`
 * where the server does not answer as recorded within `patience`, and as the connection does.
 */
export const replayUser = <In extends LiveEvent, Out>(
  recording: Recording,
  connection: Connection<In, Out>,
  { outgoing, ...options }: PlayOptions & { readonly outgoing: EventCodec<Out> }
): Stream.Stream<Decoded<In>, TransportError | ReplayError> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const live = yield* Queue.bounded<LiveEvent>(backlog)
      const speak = play({
        recording,
        side: "client",
        options,
        live,
        perform: (line) => {
          const frame = frameOf(line)
          const event = typeof frame === "string" ? outgoing.decode(frame) : undefined
          return event === undefined || event._tag === "Malformed" ? Effect.void : connection.send(event.event)
        }
      })
      const speaking = yield* Effect.forkScoped(Effect.andThen(speak, connection.close()))
      const failed = Effect.andThen(Fiber.join(speaking), Effect.never)
      const hear = (decoded: Decoded<In>) =>
        decoded._tag === "Malformed" || !isCounted(decoded.event.type) ? Effect.void : Queue.offer(live, decoded.event)
      return connection.incoming.pipe(
        Stream.tap(hear),
        Stream.interruptWhen(failed),
        Stream.catchIf(
          (error) => error._tag === "TransportError" && error.reason._tag === "Closed" && error.reason.by === "local",
          () => Stream.empty
        )
      )
    })
  )
