/** What a server need not say, and how little of it the server of a story says. */
import { type ClientEvent, ServerEvent, type UnknownEvent } from "@antiphon/core"
import type { Numbers } from "./Numbers.ts"
import { below, type Keyed, strip } from "./ornaments.ts"

/** The courtesies of one story's server. */
export interface Manners {
  /** Whether events have ids of their own, all the same one, or none. */
  readonly eventIds: "fresh" | "constant" | "none"
  /** Whether `metadata` of a request comes back with its response. */
  readonly echoesMetadata: boolean
  /** Whether an error names the event that it is about. */
  readonly namesRefused: boolean
  /** Whether an item keeps the id that the client gave it. */
  readonly keepsItemIds: boolean
  /** How likely each ornament of an event is left out. */
  readonly sparse: number
  /** How likely each ornament of an event has a shape that the client does not know. */
  readonly bent: number
}

export const polite: Manners = {
  eventIds: "fresh",
  echoesMetadata: true,
  namesRefused: true,
  keepsItemIds: true,
  sparse: 0,
  bent: 0
}

/**
 * An extra field on each event. By its number the witness at the other end recognizes the event, whatever became of its
 * ids.
 */
const numberKey = "simulated_event"

/** The frame of a server's event. It holds as little as these manners ask for, and the number of the event. */
export const worded = (
  event: ServerEvent | UnknownEvent,
  n: number,
  manners: Manners,
  numbers: Numbers
): ServerEvent | UnknownEvent => {
  const frame: Keyed = manners === polite ? { ...event } : structuredClone({ ...event })
  if (manners !== polite) {
    strip(frame, event.type, manners, numbers)
    if (manners.eventIds === "none") delete frame.event_id
    if (manners.eventIds === "constant") frame.event_id = "event_constant"
    const response = below(frame, "response")
    if (!manners.echoesMetadata && response !== undefined) delete response.metadata
    const error = below(frame, "error")
    if (!manners.namesRefused && error !== undefined) error.event_id = null
  }
  frame[numberKey] = n
  // Goes through the codec as an event of an unknown name, and comes out as the frame.
  const carrier = ServerEvent.decodeValue({ type: "simulated", toJSON: () => frame })
  return carrier._tag === "Unknown" ? carrier.event : event
}

/** Takes the number off an event that arrived. It is `undefined` if a fault sent the event. */
export const takeNumber = (event: ServerEvent | UnknownEvent): number | undefined => {
  const frame: Keyed = event as object as Keyed
  const n = frame[numberKey]
  delete frame[numberKey]
  return typeof n === "number" ? n : undefined
}

/** The names that the server gave to items in place of the client's. */
export interface Names {
  /** The request as the server takes it, which gives items names of its own. */
  readonly renamed: (event: ClientEvent | UnknownEvent) => ClientEvent | UnknownEvent
  /** The name that the item had first. */
  readonly firstOf: (id: string) => string
}

export const makeNames = (): Names => {
  const given = new Map<string, string>()
  const taken = new Map<string, string>()
  return {
    renamed: (event) => {
      if (event.type !== "conversation.item.create" || !("item" in event)) return event
      const { item, previous_item_id: previous } = event as Extract<
        ClientEvent,
        { readonly type: "conversation.item.create" }
      >
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
