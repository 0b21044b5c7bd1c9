/** Records every connection of a transport. */
import type { Transport } from "@antiphon/core"
import { isFunction, kindOf, refuseArgument } from "@antiphon/core/boundary"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { isTransport, recordTransportProblem } from "./check.ts"
import { record, type RecordOptions } from "./record.ts"
import type { RecordingError } from "./RecordingError.ts"
import type { Sink } from "./Sink.ts"

/**
 * A transport that records each of its connections into a sink of its own. `makeSink` runs once a connection has opened and
 * receives its number, from 1. A sink that cannot be made or refuses a line ends no conversation. The connection is then
 * used unrecorded from there on, and `onFailed` runs. `onFailed` defaults to a warning in the log.
 */
export const recordTransport = (
  transport: Transport["Service"],
  makeSink: (connection: number) => Effect.Effect<Sink, RecordingError, Scope.Scope>,
  options: Pick<RecordOptions, "dialect" | "withoutContent" | "onFailed"> = {}
): Transport["Service"] => {
  const problem = isTransport(transport)
    ? isFunction(makeSink)
      ? recordTransportProblem(options)
      : `recordTransport takes a function that makes a sink for each connection, not ${kindOf(makeSink)}`
    : `recordTransport takes a transport, not ${kindOf(transport)}`
  refuseArgument(recordTransport, problem)
  let connections = 0
  const onFailed = options.onFailed ?? warn
  return {
    connect: (endpoint) =>
      Effect.flatMap(transport.connect(endpoint), (connection) =>
        Effect.catch(
          Effect.flatMap(makeSink(++connections), (sink) =>
            record(connection, sink, { ...options, onFailed, endpoint: endpoint.base })
          ),
          (error) => Effect.as(onFailed(error), connection)
        )
      )
  }
}

const warn = ({ message }: RecordingError): Effect.Effect<void> =>
  Effect.logWarning(`the conversation continues unrecorded: ${message}`)
