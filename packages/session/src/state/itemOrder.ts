/**
 * The order of a conversation, from announcements that may come before those of the items they name. Each item hangs on the
 * one it was announced behind, the newest first. Read depth first, that is the order. A place is named by the id of the item
 * that first took it.
 */
import { PersistentMap } from "./PersistentMap.ts"

export interface Order {
  readonly nodes: PersistentMap<Place>
  /** The places of items whose id an earlier item had. */
  readonly again: PersistentMap<string>
  /** The places of the earlier items, by the ids that they have since. */
  readonly aside: PersistentMap<string>
  /** Announced as the first, the newest first. */
  readonly first: Ids
  /** Announced without a place, the newest first. They stand at the end. */
  readonly last: Ids
}

/** Where an item hangs, and what hangs on it. */
interface Place {
  /** The item that stands here. */
  readonly id: string
  /** False while it was only named by another. */
  readonly announced: boolean
  /** Whether no server announced it, so that an announcement that comes late gives it its place. */
  readonly presumed?: boolean
  readonly previous: string | null | undefined
  readonly behind: Ids
}

/** Names of places. */
type Ids = { readonly id: string; readonly rest: Ids } | undefined

export const noOrder: Order = {
  nodes: PersistentMap.empty(),
  again: PersistentMap.empty(),
  aside: PersistentMap.empty(),
  first: undefined,
  last: undefined
}

/** The place of an item, whether or not it was announced. */
export const placeOf = ({ again, aside }: Order, id: string): string => again.get(id) ?? aside.get(id) ?? id

/** The item at a place. */
export const itemAt = ({ nodes }: Order, place: string): string => nodes.get(place)?.id ?? place

/**
 * Puts an item right behind `previous`, first where that is null, and last where nothing was said. An item keeps the
 * place that it was first given.
 */
export const place = (order: Order, id: string, previous: string | null | undefined): Order => {
  const name = placeOf(order, id)
  const known = order.nodes.get(name)
  if (known?.announced === true && known.presumed !== true) return order
  const before = typeof previous === "string" ? placeOf(order, previous) : previous
  const nodes = order.nodes.with(name, { id, announced: true, previous: before, behind: known?.behind })
  if (before === undefined)
    return known?.presumed ? { ...order, nodes } : { ...order, nodes, last: { id: name, rest: order.last } }
  if (before === null) return { ...order, nodes, first: { id: name, rest: order.first } }
  const anchor = nodes.get(before) ?? { id: before, announced: false, previous: undefined, behind: undefined }
  return { ...order, nodes: nodes.with(before, { ...anchor, behind: { id: name, rest: anchor.behind } }) }
}

/** Puts an item last that is in the conversation although no server announced it. An announced item keeps its place. */
export const presume = (order: Order, id: string): Order => {
  const name = placeOf(order, id)
  const known = order.nodes.get(name)
  if (known?.announced === true) return order
  const node: Place = { id, announced: true, presumed: true, previous: undefined, behind: known?.behind }
  return { ...order, nodes: order.nodes.with(name, node), last: { id: name, rest: order.last } }
}

/**
 * Gives the id of an item to a later one. The earlier item keeps its place and is called `as` from now on, which no other item
 * may be called. The later item has a place of its own. If it is `listed` it is last until it is announced.
 */
export const stepAside = (order: Order, id: string, as: string, listed: boolean): Order => {
  const name = placeOf(order, id)
  const known = order.nodes.get(name)
  const nodes = known === undefined ? order.nodes : order.nodes.with(name, { ...known, id: as })
  return {
    ...order,
    nodes: nodes.with(as, { id, announced: false, previous: undefined, behind: undefined }),
    again: order.again.with(id, as),
    aside: order.aside.with(as, name),
    last: listed && known?.announced === true ? { id: as, rest: order.last } : order.last
  }
}

/** Every announced id. Those behind an item that was never announced come last, as they were announced. */
export const inOrder = (order: Order): ReadonlyArray<string> => {
  const seen = new Set<string>()
  const take = (start: Ids): void => {
    const stack: Array<Ids> = [start]
    while (stack.length > 0) {
      const next = stack.pop()
      if (next === undefined) continue
      stack.push(next.rest)
      if (seen.has(next.id)) continue
      seen.add(next.id)
      stack.push(order.nodes.get(next.id)?.behind)
    }
  }
  take(order.first)
  for (const id of reversed(order.last)) take({ id, rest: undefined })
  for (const [name, { announced }] of order.nodes) {
    if (announced && !seen.has(name)) take({ id: topOf(order, name), rest: undefined })
  }
  return [...seen].map((name) => itemAt(order, name))
}

const reversed = (ids: Ids): ReadonlyArray<string> => {
  const list: Array<string> = []
  for (let next = ids; next !== undefined; next = next.rest) list.push(next.id)
  return list.toReversed()
}

/** The furthest announced place that this one hangs on. Announcements that name each other in a ring have none. */
const topOf = (order: Order, name: string): string => {
  const climbed = new Set<string>()
  for (let top = name; ;) {
    climbed.add(top)
    const above = order.nodes.get(top)?.previous
    if (typeof above !== "string" || order.nodes.get(above)?.announced !== true || climbed.has(above)) return top
    top = above
  }
}
