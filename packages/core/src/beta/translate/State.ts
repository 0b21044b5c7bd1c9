/** The memory of a translation. It holds the items of one connection that are not final yet. */
import type { ConversationItem } from "../../shapes/Item.ts"
import type { UnknownEvent } from "../../wire/Vocabulary.ts"
import type { Lost } from "./Lost.ts"

/** One item that a response is making, or that was announced and is not final yet. */
export interface OpenItem {
  /** The response that makes the item. Absent for items of the client and of committed audio. */
  readonly responseId?: string
  /** The function it calls. */
  readonly name?: string
  /** How the item entered the conversation, in GA's spelling. Absent until it does. Always absent out of band. */
  readonly added?: { readonly previous?: string | null; readonly item: ConversationItem }
  /** The final item, in GA's spelling. Absent while the item is being made. */
  readonly final?: ConversationItem
  /** GA's `conversation.item.done` was said. */
  readonly done?: boolean
}

/**
 * Start from {@link initial} for each direction of each connection, and hand each step's state to the next. It holds
 * open items only, at most {@link maxOpenItems}.
 */
export interface State {
  /** By item id. */
  readonly items: ReadonlyMap<string, OpenItem>
}

/** The state of a fresh connection. */
export const initial: State = { items: new Map() }

/** One event, translated. */
export interface Step<E> {
  readonly state: State
  /** The events to send in the other dialect, in order. Usually one event, sometimes none or several. */
  readonly events: ReadonlyArray<E | UnknownEvent>
  /** The fields that the other dialect has no word for. Usually empty. */
  readonly lost: ReadonlyArray<Lost>
}

/**
 * Items that a state holds at most. A response makes a handful, so only a server that ends none comes here. The item that
 * was announced first is then forgotten, and its end is not translated. Each step copies no more items than this.
 */
export const maxOpenItems = 128

/** Adds to what is remembered of an item. An item without an id cannot be remembered. */
export const remember = (state: State, id: string | undefined, what: OpenItem): State => {
  if (id === undefined) return state
  const items = new Map(state.items).set(id, { ...state.items.get(id), ...what })
  const [first] = items.keys()
  if (items.size > maxOpenItems && first !== undefined) items.delete(first)
  return { items }
}

/** Forgets items. */
export const forget = (state: State, ...ids: ReadonlyArray<string>): State => {
  if (!ids.some((id) => state.items.has(id))) return state
  const items = new Map(state.items)
  for (const id of ids) items.delete(id)
  return { items }
}
