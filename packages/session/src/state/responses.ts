/** Responses and which items are theirs. */
import type { ConversationItem, Response } from "@antiphon/core/shapes"
import { endItem, showItem, unknownItem, updateItem } from "./items.ts"
import { presume, stepAside } from "./itemOrder.ts"
import type { ItemState, ResponseState, SessionState, Status } from "./SessionState.ts"
import { advance } from "./status.ts"
import { PersistentMap } from "./PersistentMap.ts"
import { addResponse } from "./Usage.ts"

/** The state with one response changed. An unknown response begins `in_progress`. */
export const updateResponse = (
  state: SessionState,
  id: string,
  change: (response: ResponseState) => ResponseState
): SessionState => {
  const current = state.responses.get(id)
  const next = change(current ?? unknownResponse(id))
  return next === current ? state : { ...state, responses: state.responses.with(id, next) }
}

/** A response began. */
export const beginResponse = (state: SessionState, response: Response): SessionState =>
  updateResponse(state, response.id, (current) => (current.response === undefined ? { ...current, response } : current))

/** The id that a response has once a later one took its own. No server knows it. */
export const asideId = ({ responses }: SessionState, id: string): string => `${id}~${responses.size}`

/**
 * Gives the id of a response to a later one. Only the order of events says that there is one. The earlier response keeps its
 * items and how it ended, under an id of its own. If it still plays, it counts as stopped, because the next event that names the
 * id is of the later one.
 */
export const giveIdAway = (state: SessionState, id: string): SessionState => {
  const earlier = state.responses.get(id)
  if (earlier === undefined) return state
  const as = asideId(state, id)
  const items = [...earlier.items.values()].reduce((all, itemId) => {
    const item = all.get(itemId)
    return item?.responseId === id ? all.with(itemId, { ...item, responseId: as }) : all
  }, state.items)
  const playback = earlier.playback === "playing" ? "stopped" : earlier.playback
  const aside: ResponseState = { ...earlier, id: as, playback }
  return { ...state, items, responses: state.responses.with(as, aside).with(id, unknownResponse(id)) }
}

/** A response of which only the id is known. */
const unknownResponse = (id: string): ResponseState => ({
  id,
  status: "in_progress",
  response: undefined,
  items: PersistentMap.empty(),
  playback: undefined
})

/** Whether a response has ended. */
export const hasEnded = ({ responses }: SessionState, id: string): boolean =>
  (responses.get(id)?.status ?? "in_progress") !== "in_progress"

/** Ends a response. Its output shows every item of it once more. An end that comes twice is billed once. */
export const endResponse = (state: SessionState, response: Response): SessionState => {
  const output = response.output ?? []
  const before = state.responses.get(response.id)
  const billed = before !== undefined && before.status !== "in_progress"
  const named = output.map(withId)
  const owned = named.reduce<SessionState>(
    (next, { id }, index) => (id === undefined ? next : ownItem(next, response.id, index, id)),
    state
  )
  const ended = updateResponse(
    billed ? owned : { ...owned, usage: addResponse(owned.usage, response.usage) },
    response.id,
    (current) =>
      billed
        ? current
        : {
            ...current,
            response,
            status: advance(current.status, statusOf(response))
          }
  )
  // An end that comes once more does not show the items that later responses made of the same ids.
  const mine = named.filter(({ id }) => owned.items.get(id ?? "")?.responseId === response.id)
  const shown = mine.reduce((next, item) => showItem(next, item, true), ended)
  return inConversation(endItems(asListed(shown, response.id, mine), response.id, unlistedEnd(response)), response.id)
}

/** The items of a response are in the conversation, unless it is out of band. Not every server announces them. */
const inConversation = (state: SessionState, id: string): SessionState => {
  const ended = state.responses.get(id)
  if (ended?.response?.conversation_id === null) return state
  const order = (ended === undefined ? [] : inOutput(ended)).reduce(presume, state.order)
  return order === state.order ? state : { ...state, order }
}

/** An item by the id that it has. A call without one is known by the id of the call. */
export const withId = (item: ConversationItem): ConversationItem =>
  item.id === undefined && item.type === "function_call" && "call_id" in item && item.call_id !== undefined
    ? { ...item, id: item.call_id }
    : item

/** The items of a response in the order in which its end lists them, and behind them those that it does not list. */
const asListed = (state: SessionState, id: string, output: ReadonlyArray<ConversationItem>): SessionState =>
  updateResponse(state, id, (current) => {
    const listed = new Set(output.flatMap((item) => item.id ?? []))
    const order = [...listed, ...inOutput(current).filter((itemId) => !listed.has(itemId))]
    if (order.every((itemId, index) => current.items.get(index) === itemId)) return current
    return {
      ...current,
      items: order.reduce((items, itemId, index) => items.with(index, itemId), PersistentMap.empty<string, number>())
    }
  })

/** The ids of a response's items, first to last. */
export const inOutput = ({ items }: ResponseState): ReadonlyArray<string> =>
  [...items].toSorted(([a], [b]) => a - b).map(([, id]) => id)

/** How a response ended. Servers leave the status out when it completed, unless the details name another end. */
const statusOf = ({ status, status_details: details }: Response): string => {
  if (status === "in_progress") return "incomplete"
  return status ?? details?.type ?? "completed"
}

/**
 * How an item ends that the end of its response does not list. The item of a completed response is completed if its texts are
 * whole, because a server need not list what it has shown.
 */
const unlistedEnd =
  (response: Response) =>
  ({ arguments: json, parts }: ItemState): Status => {
    const statuses = new Set([json, ...[...parts.values()].map(({ text }) => text)].map(({ status }) => status))
    const isWhole = statuses.has("done") && !statuses.has("partial") && !statuses.has("failed")
    return isWhole && statusOf(response) === "completed" ? "completed" : "incomplete"
  }

/** A response of which no more can be learnt. */
export const failResponse = (state: SessionState, id: string): SessionState =>
  endItems(
    updateResponse(state, id, (current) => {
      const status = advance(current.status, "failed")
      return status === current.status ? current : { ...current, status }
    }),
    id,
    () => "failed"
  )

/** The items that a response left open end with it. A remote call may run on. */
const endItems = (state: SessionState, id: string, statusOfItem: (item: ItemState) => Status): SessionState =>
  [...(state.responses.get(id)?.items.values() ?? [])].reduce((next, itemId) => {
    const item = next.items.get(itemId)
    return item === undefined || item.item?.type === "mcp_call" ? next : endItem(next, itemId, statusOfItem(item))
  }, state)

/**
 * An event said that an item belongs to a response, at a place that is taken only if no other item has it. A response that has
 * ended takes no item from another, because its event is late and the item is another by now.
 */
export const ownItem = (before: SessionState, responseId: string, index: number, itemId: string): SessionState => {
  const owner = before.items.get(itemId)?.responseId
  if (owner !== undefined && owner !== responseId && hasEnded(before, responseId)) return before
  const state = claimItem(before, responseId, index, itemId)
  return updateItem(
    updateResponse(state, responseId, (current) =>
      current.items.get(index) === itemId || state.items.get(itemId)?.responseId === responseId
        ? current
        : { ...current, items: current.items.with(freePlace(current.items, index), itemId) }
    ),
    itemId,
    (item) => (item.responseId === responseId ? item : { ...item, responseId })
  )
}

/**
 * A response that goes on names an item that an ended response made. Servers that count the items of each response use their
 * ids again. The id is the later item's from now on. The earlier one keeps its words and its place, under an id of its own.
 */
const claimItem = (state: SessionState, responseId: string, index: number, itemId: string): SessionState => {
  const item = state.items.get(itemId)
  const earlier = state.responses.get(item?.responseId ?? "")
  if (item === undefined || earlier === undefined || earlier.id === responseId) return state
  if (!hasEnded(state, earlier.id) || hasEnded(state, responseId)) return state
  const id = `${itemId}~${state.items.size}`
  // Such servers give the item the same place too. To look there first keeps the cost of an event flat.
  const isThere = earlier.items.get(index) === itemId
  const [place = index] = isThere ? [] : ([...earlier.items].find(([, each]) => each === itemId) ?? [])
  return {
    ...state,
    items: state.items.with(id, { ...item, id }).with(itemId, unknownItem(itemId)),
    order: stepAside(state.order, itemId, id, state.responses.get(responseId)?.response?.conversation_id !== null),
    responses: state.responses.with(earlier.id, { ...earlier, items: earlier.items.with(place, id) })
  }
}

/** A place behind all others if the wanted one is taken. */
const freePlace = (items: ResponseState["items"], wanted: number): number =>
  items.has(wanted) ? behindAll + items.size : wanted

/** Places beyond every output index that servers count. */
const behindAll = 1_000_000_000
