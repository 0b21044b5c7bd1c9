/** A connection that misbehaves by a seed, to test how a client takes a bad network and a failing provider. */
import { type Connection, type Decoded, ServerEvent, type TransportError, type UnknownEvent } from "@antiphon/core"
import { isNumber, isOptions, optionsProblem, refuseArgument, type Rules } from "@antiphon/core/boundary"
import type { ErrorEvent } from "@antiphon/core/events"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { connectionProblem, seed } from "../boundary/check.ts"
import { choose, type Faults, faultOfSent, isRateLimited, latenessMs } from "./Faults.ts"

const faultRules: Rules = {
  seed,
  chances: [
    (value) => isOptions(value) && Object.values(value).every((each) => each === undefined || isNumber(each, 0, 1)),
    "an object of chances from 0 to 1, e.g. { late: 0.05 }"
  ]
}

/** An event of any vocabulary. The vocabularies have `error` in common. */
interface Event {
  readonly type: string
  readonly event_id?: string | null
}

/**
 * Makes an accepted connection misbehave, for tests of clients. It also works with `serveBeta` and `serveTranslation`. The
 * client sees what a bad network or a failing provider would do. Two faults need a real socket and are not offered here: a
 * frame that is not JSON, and an end without a close frame.
 *
 * @example
 * serve(withFaults(connection, { seed: "7", chances: { late: 0.05, cut: 0.001 } }), handshake)
 */
export const withFaults = <In extends Event, Out extends Event>(
  connection: Connection<In, Out | ErrorEvent>,
  faults: Faults
): Connection<In, Out | ErrorEvent> => {
  const problem =
    connectionProblem("withFaults", connection) ?? optionsProblem("withFaults", faults, faultRules, ["seed", "chances"])
  refuseArgument(withFaults, problem)
  let sent = 0
  let created = 0
  let isHalfOpen = false

  const send = (event: Out | ErrorEvent | UnknownEvent): Effect.Effect<void, TransportError> =>
    Effect.suspend(() => {
      const n = sent++
      if (isHalfOpen) return Effect.void
      switch (faultOfSent(faults, n)) {
        case undefined:
          return connection.send(event)
        case "late":
          return Effect.delay(connection.send(event), latenessMs(faults, n))
        case "duplicate":
          return Effect.andThen(connection.send(event), connection.send(event))
        case "malformed":
          return connection.send(mangled(event, choose(faults, n, 3)))
        case "cut":
          return Effect.andThen(connection.close(1011), connection.send(event))
        case "expire":
          return connection
            .send(
              failure(
                `event_fault_${n}`,
                { type: "invalid_request_error", code: "session_expired", message: expiry },
                null
              )
            )
            .pipe(Effect.andThen(connection.close(1001, expiry)), Effect.andThen(connection.send(event)))
        case "half-open":
          isHalfOpen = true
          return Effect.void
      }
    })

  const filterIncoming = (decoded: Decoded<In>): Effect.Effect<ReadonlyArray<Decoded<In>>, TransportError> =>
    Effect.suspend(() => {
      if (isHalfOpen) return Effect.succeed([])
      if (decoded._tag !== "Known" || decoded.event.type !== "response.create") return Effect.succeed([decoded])
      const n = created++
      const eventId = decoded.event.event_id ?? null
      return isRateLimited(faults, n)
        ? Effect.as(
            connection.send(
              failure(
                `event_limit_${n}`,
                { type: "rate_limit_error", code: "rate_limit_exceeded", message: "Rate limit reached." },
                eventId
              )
            ),
            []
          )
        : Effect.succeed([decoded])
    })

  return {
    ...connection,
    incoming: connection.incoming.pipe(Stream.mapEffect(filterIncoming), Stream.flattenIterable),
    send
  }
}

/** The words of `session_expired`, as the machine has them. */
const expiry = "Your session hit the maximum duration."

/** Makes an `error` event with an id of its own. */
const failure = (
  event_id: string,
  error: { readonly type: string; readonly code: string; readonly message: string },
  of: string | null
): ErrorEvent => ServerEvent.make("error", { event_id, error: { ...error, param: null, event_id: of } })

/** Makes an event that the codec takes for one of an unknown name, and that is encoded as something that is no event. */
const mangled = <Out extends Event>(event: Out, way: number): Out | UnknownEvent => {
  const text = JSON.stringify(event)
  const frames = [{ type: event.type }, { ...event, type: 7 }, text.slice(0, text.length / 2)]
  const carrier = ServerEvent.decodeValue({ type: "fault.malformed", toJSON: () => frames[way] })
  return carrier._tag === "Unknown" ? carrier.event : event
}
