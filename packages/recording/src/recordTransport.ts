import { Open, type Transport, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { record, type RecordOptions } from "./record.ts"
import type { RecordingError } from "./RecordingError.ts"
import type { Sink, SoundSink } from "./Sink.ts"

/**
 * A transport whose connections are recorded, for whatever takes a transport: each into a sink of its own, made once it has
 * opened and given its number, from 1. A connection whose sink cannot be made, or refuses the header, does not open (`Open`).
 */
export const recordTransport = (
  transport: Transport["Service"],
  makeSink: (connection: number) => Effect.Effect<Sink | SoundSink, RecordingError, Scope.Scope>,
  options: Pick<RecordOptions, "dialect" | "withoutContent"> = {}
): Transport["Service"] => {
  let connections = 0
  return {
    connect: (endpoint) =>
      Effect.flatMap(transport.connect(endpoint), (connection) =>
        Effect.mapError(
          Effect.flatMap(makeSink(++connections), (sink) =>
            record(connection, sink, { ...options, endpoint: endpoint.base })
          ),
          ({ cause, message }) => new TransportError({ reason: new Open({ detail: message, cause }) })
        )
      )
  }
}
