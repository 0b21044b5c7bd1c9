/**
 * Translates between the two dialects, event by event. The functions are pure and depend only on earlier events of the
 * same connection (protocol section 3). Keys that neither dialect names are carried over. Unknown events pass through.
 * A field without a word in the other dialect is reported.
 */
import { ClientEvent as GaClientEvent } from "../../events/ClientEvent.ts"
import type { ServerEvent as GaServerEvent } from "../../events/ServerEvent.ts"
import type { UnknownEvent } from "../../wire/Vocabulary.ts"
import { ClientEvent } from "../ClientEvent.ts"
import type { ServerEvent } from "../ServerEvent.ts"
import { clientFromGa, clientToGa } from "./clientEvents.ts"
import { type Lost, makeTrail, type Trail } from "./Lost.ts"
import { serverFromGa } from "./serverFromGa.ts"
import { serverToGa } from "./serverToGa.ts"
import type { State, Step } from "./State.ts"

/**
 * Translates a beta event into GA. One `conversation.item.created` is `.added` now and `.done` when the item is final.
 * A call gets its name from its item. A transcription session becomes a session of that type. Never throws.
 */
export function toGa(state: State, event: ServerEvent | UnknownEvent): Step<GaServerEvent>
export function toGa(state: State, event: ClientEvent | UnknownEvent): Step<GaClientEvent>
export function toGa(
  state: State,
  event: ServerEvent | ClientEvent | UnknownEvent
): Step<GaServerEvent | GaClientEvent> {
  return isClientEvent(event)
    ? step((trail) => [state, [clientToGa(event, trail)]])
    : step((trail) => serverToGa(state, event, trail))
}

/**
 * Translates a GA event into the beta. `conversation.item.added` becomes `.created`, and the `.done` that follows
 * becomes nothing. If `.done` arrives first, it becomes `.created`. Never throws.
 */
export function fromGa(state: State, event: GaServerEvent | UnknownEvent): Step<ServerEvent>
export function fromGa(state: State, event: GaClientEvent | UnknownEvent): Step<ClientEvent>
export function fromGa(
  state: State,
  event: GaServerEvent | GaClientEvent | UnknownEvent
): Step<ServerEvent | ClientEvent> {
  return isGaClientEvent(event)
    ? step((trail) => [state, [clientFromGa(event, trail)]])
    : step((trail) => serverFromGa(state, event, trail))
}

const step = <E>(translate: (trail: Trail) => readonly [State, ReadonlyArray<E | UnknownEvent>]): Step<E> => {
  const lost: Array<Lost> = []
  const [state, events] = translate(makeTrail(lost))
  return { state, events, lost }
}

// No event type is both a client's and a server's, in either dialect.
const clientTypes: ReadonlySet<string> = new Set(ClientEvent.types)
const isClientEvent = (event: ServerEvent | ClientEvent | UnknownEvent): event is ClientEvent =>
  clientTypes.has(event.type)

const gaClientTypes: ReadonlySet<string> = new Set(GaClientEvent.types)
const isGaClientEvent = (event: GaServerEvent | GaClientEvent | UnknownEvent): event is GaClientEvent =>
  gaClientTypes.has(event.type)
