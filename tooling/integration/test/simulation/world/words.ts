/** How a server's event travels. It is worded by the server's manners, mangled by a fault, or given other names for items. */
import { ClientEvent, type Decoded, ServerEvent, type UnknownEvent } from "@antiphon/core"
import { type Manners, polite } from "../script/Manners.ts"
import type { Numbers } from "./Numbers.ts"
import { below, type Change, changesOf, type Keyed } from "./ornaments.ts"

/** What these manners change in an event. */
const changesIn = (event: Keyed, type: string, manners: Manners, numbers: Numbers): ReadonlyArray<Change> => {
  const changes = changesOf(event, type, manners, numbers)
  const add = (holder: string | undefined, key: string, value: unknown): void => {
    if (holder === undefined || below(event, holder) !== undefined) {
      changes.push({ holder, key, value, isStrange: false })
    }
  }
  if (manners.eventIds === "none") add(undefined, "event_id", undefined)
  if (manners.eventIds === "constant") add(undefined, "event_id", "event_constant")
  if (!manners.echoesMetadata) add("response", "metadata", undefined)
  if (!manners.namesRefused) add("error", "event_id", null)
  return changes
}

/** Changes a copy of an event. No object below the event itself is changed. */
const change = (frame: Keyed, changes: ReadonlyArray<Change>): void => {
  const own = new Map<string, Keyed>()
  for (const { holder, key, value } of changes) {
    let within = frame
    if (holder !== undefined) {
      const there = below(frame, holder)
      if (there === undefined) continue
      within = own.get(holder) ?? { ...there }
      own.set(holder, within)
      frame[holder] = within
    }
    if (value === undefined) delete within[key]
    else within[key] = value
  }
}

const unchanged = (event: ServerEvent | UnknownEvent, asText: boolean): Decoded<ServerEvent> =>
  asText ? ServerEvent.decode(ServerEvent.encode(event)) : known(event)

/** What the client receives of an event that the server's machine made and the wire carried whole. */
export const decoded = (
  event: ServerEvent | UnknownEvent,
  manners: Manners,
  asText: boolean,
  numbers: Numbers
): Decoded<ServerEvent> => {
  if (manners === polite) return unchanged(event, asText)
  const whole: Keyed = { ...event }
  const changes = changesIn(whole, event.type, manners, numbers)
  if (changes.length === 0) return unchanged(event, asText)
  change(whole, changes)
  if (asText) return ServerEvent.decode(JSON.stringify(whole))
  // What the machine made is sound, and a client can do without the keys that it lacks. It fills the limits in.
  const isSound = event.type !== "rate_limits.updated" && changes.every(({ isStrange }) => !isStrange)
  return isSound ? known(whole) : ServerEvent.decodeValue(whole)
}

/** What the server receives of the client's event. */
export const sent = (event: ClientEvent, asText: boolean): Decoded<ClientEvent> =>
  asText ? ClientEvent.decode(ClientEvent.encode(event)) : { _tag: "Known", event }

const names = new Set<string>(ServerEvent.types)

const isKnown = (event: object): event is ServerEvent =>
  "type" in event && typeof event.type === "string" && names.has(event.type)

/** The machine has checked what it says. */
const known = (event: object): Decoded<ServerEvent> =>
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
