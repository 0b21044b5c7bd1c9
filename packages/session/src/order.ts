/** The order of a conversation, from announcements that may come before those of the items they name. */

export interface Order {
  readonly placed: ReadonlyArray<string>
  /** Announced behind an item that is not announced yet. */
  readonly waiting: ReadonlyArray<{ readonly id: string; readonly previous: string }>
}

/**
 * Puts an item right behind `previous`, first where that is null, and last where nothing was said. An item keeps the
 * place that it was first given.
 */
export const place = (order: Order, id: string, previous: string | null | undefined): Order => {
  if (order.placed.lastIndexOf(id) >= 0 || order.waiting.some((each) => each.id === id)) return order
  if (previous === undefined) return release({ ...order, placed: [...order.placed, id] }, id)
  if (previous === null) return release({ ...order, placed: [id, ...order.placed] }, id)
  const at = order.placed.lastIndexOf(previous)
  if (at < 0) return { ...order, waiting: [...order.waiting, { id, previous }] }
  return release({ ...order, placed: order.placed.toSpliced(at + 1, 0, id) }, id)
}

const release = (order: Order, placed: string): Order => {
  const freed = order.waiting.filter((each) => each.previous === placed)
  if (freed.length === 0) return order
  const waiting = order.waiting.filter((each) => each.previous !== placed)
  return freed.reduce<Order>((next, { id }) => place(next, id, placed), { ...order, waiting })
}

/** Every announced id; those still waiting come last, as they were announced. */
export const inOrder = (order: Order): ReadonlyArray<string> =>
  order.waiting.length === 0 ? order.placed : [...order.placed, ...order.waiting.map((each) => each.id)]
