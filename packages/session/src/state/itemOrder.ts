/**
 * The order of a conversation, from announcements that may come before those of the items they name. Each item hangs on the
 * one it was announced behind, the newest first. Read depth first, that is the order.
 */
import { PersistentMap } from "./PersistentMap.ts"

export interface Order {
  readonly nodes: PersistentMap<Place>
  /** Announced as the first, the newest first. */
  readonly first: Ids
  /** Announced without a place, the newest first. They stand at the end. */
  readonly last: Ids
}

/** Where an item hangs, and what hangs on it. */
interface Place {
  readonly id: string
  /** False while it was only named by another. */
  readonly announced: boolean
  readonly previous: string | null | undefined
  readonly behind: Ids
}

type Ids = { readonly id: string; readonly rest: Ids } | undefined

export const noOrder: Order = { nodes: PersistentMap.empty(), first: undefined, last: undefined }

/**
 * Puts an item right behind `previous`, first where that is null, and last where nothing was said. An item keeps the
 * place that it was first given.
 */
export const place = (order: Order, id: string, previous: string | null | undefined): Order => {
  const known = order.nodes.get(id)
  if (known?.announced === true) return order
  const nodes = order.nodes.with(id, { id, announced: true, previous, behind: known?.behind })
  if (previous === undefined) return { ...order, nodes, last: { id, rest: order.last } }
  if (previous === null) return { ...order, nodes, first: { id, rest: order.first } }
  const anchor = nodes.get(previous) ?? { id: previous, announced: false, previous: undefined, behind: undefined }
  return { ...order, nodes: nodes.with(previous, { ...anchor, behind: { id, rest: anchor.behind } }) }
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
  for (const node of order.nodes.values()) {
    if (node.announced && !seen.has(node.id)) take({ id: topOf(order, node), rest: undefined })
  }
  return [...seen]
}

const reversed = (ids: Ids): ReadonlyArray<string> => {
  const list: Array<string> = []
  for (let next = ids; next !== undefined; next = next.rest) list.push(next.id)
  return list.toReversed()
}

/** The furthest announced item that this one hangs on. Announcements that name each other in a ring have none. */
const topOf = (order: Order, node: Place): string => {
  const climbed = new Set([node.id])
  let top = node
  for (;;) {
    const above = typeof top.previous === "string" ? order.nodes.get(top.previous) : undefined
    if (above === undefined || !above.announced || climbed.has(above.id)) return top.id
    climbed.add(above.id)
    top = above
  }
}
