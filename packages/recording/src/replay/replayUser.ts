/** Replays a recorded client to a live server. */
import { refuseArgument } from "@antiphon/core/boundary"
import type { Connection, Decoded, TransportError } from "@antiphon/core"
import type { EventCodec } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { aVocabulary, needConnection, needRecording, playProblem } from "../check.ts"
import type { Recording } from "../parse.ts"
import { frameOf } from "./frame.ts"
import { isCounted, type LiveEvent, play, type PlayOptions } from "./play.ts"
import type { ReplayError } from "./ReplayError.ts"

/** How many live events may wait until the recording reaches them. */
const backlog = 1024

/**
 * Sends what the recorded client sent. Each event is sent once the server has answered as it did in the recording, and after
 * the recorded pause. New ids of the server replace the recorded ones. Emits what the server sends. Closes the connection and
 * ends when the recording does. Read the stream, or the replay stands still. Fails with `ReplayError` if the server does not
 * answer as recorded within `stepTimeout`, and with the error of the connection.
 */
export const replayUser = <In extends LiveEvent, Out>(
  recording: Recording,
  connection: Connection<In, Out>,
  options: PlayOptions & { readonly outgoing: EventCodec<Out> }
): Stream.Stream<Decoded<In>, TransportError | ReplayError> => {
  needRecording(replayUser, "replayUser", recording)
  needConnection(replayUser, "replayUser", connection)
  refuseArgument(replayUser, playProblem("replayUser", options, { outgoing: aVocabulary }))
  return replayed(recording, connection, options)
}

const replayed = <In extends LiveEvent, Out>(
  recording: Recording,
  connection: Connection<In, Out>,
  { outgoing, ...options }: PlayOptions & { readonly outgoing: EventCodec<Out> }
): Stream.Stream<Decoded<In>, TransportError | ReplayError> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const live = yield* Queue.bounded<LiveEvent>(backlog)
      const playClient = play({
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
      const playing = yield* Effect.forkScoped(Effect.andThen(playClient, connection.close()))
      const failed = Effect.andThen(Fiber.join(playing), Effect.never)
      const takeLive = (decoded: Decoded<In>) =>
        decoded._tag === "Malformed" || !isCounted(decoded.event.type) ? Effect.void : Queue.offer(live, decoded.event)
      return connection.incoming.pipe(
        Stream.tap(takeLive),
        Stream.interruptWhen(failed),
        Stream.catchIf(
          (error) => error._tag === "TransportError" && error.reason._tag === "Closed" && error.reason.by === "local",
          () => Stream.empty
        )
      )
    })
  )
