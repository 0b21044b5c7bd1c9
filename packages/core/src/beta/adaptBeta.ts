import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ClientEvent as GaClientEvent } from "../events/ClientEvent.ts"
import { ServerEvent as GaServerEvent } from "../events/ServerEvent.ts"
import type { Connection } from "../transport/Transport.ts"
import type { Decoded, UnknownEvent } from "../wire/Vocabulary.ts"
import { maxIssues } from "../wire/Issues.ts"
import { formatPath, type ProtocolIssue } from "../wire/ProtocolError.ts"
import type { ClientEvent } from "./ClientEvent.ts"
import type { ServerEvent } from "./ServerEvent.ts"
import type { Lost } from "./translate/Lost.ts"
import { initial, type State } from "./translate/State.ts"
import { fromGa, toGa } from "./translate/translate.ts"

/** Called with the fields that one event, of the server or of the client, could not take into the other dialect. */
export type OnLost = (
  lost: ReadonlyArray<Lost>,
  event: ServerEvent | GaClientEvent | UnknownEvent
) => Effect.Effect<void>

/** Logs the type of the event, and the path and reason of each field, at debug level. Never logs a value. */
const logLost: OnLost = (lost, event) =>
  Effect.logDebug(`${event.type} lost ${lost.map(({ path, reason }) => `${formatPath(path)} (${reason})`).join(", ")}`)

/**
 * Wraps a connection to a beta server as one that speaks GA, so that everything above it knows one dialect. Malformed
 * events stay malformed, and unknown events pass through. Every translated event is validated as GA. Order, ends,
 * limits and media are those of the given connection, which must not be read beside this one.
 */
export const adaptBeta = (
  connection: Connection<ServerEvent, ClientEvent>,
  onLost: OnLost = logLost
): Connection<GaServerEvent, GaClientEvent> => ({
  ...connection,
  incoming: connection.incoming.pipe(
    Stream.mapAccumArrayEffect(
      () => initial,
      (state, batch) => receive(state, batch, onLost)
    )
  ),
  send: (event) =>
    Effect.suspend(() => {
      const { events, lost } = fromGa(initial, event)
      const sending = Effect.forEach(events, connection.send, { discard: true })
      return lost.length === 0 ? sending : Effect.andThen(onLost(lost, event), sending)
    })
})

const receive = (before: State, batch: ReadonlyArray<Decoded<ServerEvent>>, onLost: OnLost) => {
  let state = before
  const reports: Array<Effect.Effect<void>> = []
  const received = batch.flatMap((decoded): ReadonlyArray<Decoded<GaServerEvent>> => {
    if (decoded._tag === "Malformed") return [decoded]
    const { event } = decoded
    const step = toGa(state, event)
    state = step.state
    if (step.lost.length > 0) reports.push(onLost(step.lost, event))
    const events = step.events.map(GaServerEvent.decodeValue)
    return decoded._tag === "Known" && decoded.issues !== undefined ? withIssues(events, decoded.issues) : events
  })
  return Effect.as(Effect.all(reports, { discard: true }), [state, received] as const)
}

/** The first event of a translation also has the issues of the beta event, with their paths in the beta. */
const withIssues = (
  [first, ...rest]: ReadonlyArray<Decoded<GaServerEvent>>,
  issues: ReadonlyArray<ProtocolIssue>
): ReadonlyArray<Decoded<GaServerEvent>> => {
  if (first === undefined) return []
  const own =
    first._tag === "Known" ? [{ ...first, issues: [...issues, ...(first.issues ?? [])].slice(0, maxIssues) }] : [first]
  return [...own, ...rest]
}
