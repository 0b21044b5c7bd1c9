/** How a server's event travels. It is worded by the server's manners, mangled by a fault, or given other names for items. */
import { ClientEvent, type Decoded, ServerEvent, type UnknownEvent } from "@antiphon/core"
import { type Manners, polite } from "../script/Manners.ts"
import type { Numbers } from "./Numbers.ts"
import { below, holders, type Keyed, strip } from "./ornaments.ts"

/** The frame of a server's event, as a value of parsed JSON. It holds as little as these manners ask for. */
const worded = (event: ServerEvent | UnknownEvent, manners: Manners, numbers: Numbers): Keyed => {
  const frame = copied(event)
  strip(frame, event.type, manners, numbers)
  if (manners.eventIds === "none") delete frame.event_id
  if (manners.eventIds === "constant") frame.event_id = "event_constant"
  const response = below(frame, "response")
  if (!manners.echoesMetadata && response !== undefined) delete response.metadata
  const error = below(frame, "error")
  if (!manners.namesRefused && error !== undefined) error.event_id = null
  return frame
}

/** A copy of an event and of the objects below it that have ornaments. */
const copied = (event: ServerEvent | UnknownEvent): Keyed => {
  const frame: Keyed = { ...event }
  for (const key of holders) {
    const held = below(frame, key)
    if (held !== undefined) frame[key] = { ...held }
  }
  return frame
}

/** What the client receives of an event that the server's machine made and the wire carried whole. */
export const decoded = (
  event: ServerEvent | UnknownEvent,
  manners: Manners,
  asText: boolean,
  numbers: Numbers
): Decoded<ServerEvent> => {
  if (manners !== polite) {
    const frame = worded(event, manners, numbers)
    return asText ? ServerEvent.decode(JSON.stringify(frame)) : ServerEvent.decodeValue(frame)
  }
  return asText ? ServerEvent.decode(ServerEvent.encode(event)) : known(event)
}

/** What the server receives of the client's event. */
export const sent = (event: ClientEvent, asText: boolean): Decoded<ClientEvent> =>
  asText ? ClientEvent.decode(ClientEvent.encode(event)) : { _tag: "Known", event }

const isKnown = (event: ServerEvent | UnknownEvent): event is ServerEvent => event.type in ServerEvent.schemas

/** The machine has checked what it says. */
const known = (event: ServerEvent | UnknownEvent): Decoded<ServerEvent> =>
  isKnown(event) ? { _tag: "Known", event } : ServerEvent.decodeValue(event)

/** What the client receives of an event that a fault mangled. */
export const mangled = (event: ServerEvent | UnknownEvent, { pick }: Numbers): Decoded<ServerEvent> => {
  const text = JSON.stringify(event)
  return ServerEvent.decode(
    pick([
      JSON.stringify({ type: event.type }),
      JSON.stringify({ ...event, type: 7 }),
      text.slice(0, text.length / 2),
      `[${text}]`,
      "\u0000"
    ])
  )
}

/** The names that the server gave to items in place of the client's. */
export interface Names {
  /** The request as the server takes it, which gives items names of its own. */
  readonly renamed: (event: ClientEvent) => ClientEvent
  /** The name that the item had first. */
  readonly firstOf: (id: string) => string
}

export const makeNames = (): Names => {
  const given = new Map<string, string>()
  const taken = new Map<string, string>()
  return {
    renamed: (event) => {
      if (event.type !== "conversation.item.create") return event
      const { item, previous_item_id: previous } = event
      const behind = previous == null ? {} : { previous_item_id: taken.get(previous) ?? previous }
      if (item.id === undefined || item.id === null) return { ...event, ...behind }
      const id = `named_${given.size + 1}`
      given.set(id, item.id)
      taken.set(item.id, id)
      return { ...event, ...behind, item: { ...item, id } }
    },
    firstOf: (id) => {
      let name = id
      for (let before = given.get(name); before !== undefined; before = given.get(name)) name = before
      return name
    }
  }
}
