/**
 * Which item of the server is the one that was sent. Most servers keep the id that the client chose. From a server that never
 * kept one, an item with an id that this client did not choose is the oldest one sent of the same content.
 */
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { ConversationItem } from "@antiphon/core/shapes"
import { without } from "./without.ts"

type Named = ConversationItem & { readonly id: string }

/** What is known of the ids of items on one connection. */
export interface AddedItems {
  /** Ids that the client chose, of items that wait. */
  readonly chosen: ReadonlySet<string>
  /** Ids of the server's own that were taken, the latest. */
  readonly claimed: ReadonlySet<string>
  readonly keepsIds: boolean
}

export const noItems: AddedItems = { chosen: new Set(), claimed: new Set(), keepsIds: false }

/** Ids of a server's own that are remembered, so that one item answers once. */
const claimedKept = 256

export const choose = (added: AddedItems, id: string): AddedItems => ({
  ...added,
  chosen: new Set(added.chosen).add(id)
})

/** The item is not waited for any more. */
export const forget = (added: AddedItems, id: string): AddedItems =>
  added.chosen.has(id) ? { ...added, chosen: without(added.chosen, id) } : added

/** The item with its id as the server has it, if the event shows it. */
export const find = (
  added: AddedItems,
  item: Named,
  event: ServerEvent | UnknownEvent
): { readonly found: Named; readonly added: AddedItems } | undefined => {
  if (!isAdded(event)) return undefined
  const { item: shown } = event
  const { id = item.id } = shown
  const found = { ...shown, id }
  if (shown.id === item.id) return { found, added: added.keepsIds ? added : { ...added, keepsIds: true } }
  if (added.keepsIds || event.type === "conversation.item.done" || !isSame(item, shown)) return undefined
  if (added.claimed.has(id) || (shown.id !== undefined && added.chosen.has(id))) return undefined
  const claimed = new Set(added.claimed).add(id)
  const [oldest] = claimed
  if (claimed.size > claimedKept && oldest !== undefined) claimed.delete(oldest)
  return { found, added: { ...added, claimed } }
}

const isAdded = (event: ServerEvent | UnknownEvent) =>
  event.type === "conversation.item.added" ||
  event.type === "conversation.item.created" ||
  event.type === "conversation.item.done"

/** Whether an item has the content of the one that was sent. A part that the server shows without its text may be the same. */
const isSame = (sent: ConversationItem, shown: ConversationItem): boolean => {
  if (sent.type !== shown.type) return false
  if (sent.type === "message" && shown.type === "message") {
    const [mine, theirs] = [partsOf(sent), partsOf(shown)]
    return sent.role === shown.role && mine.length === theirs.length && mine.every((part, n) => isLike(part, theirs[n]))
  }
  return !("call_id" in sent) || !("call_id" in shown) || sent.call_id === shown.call_id
}

interface Part {
  readonly type?: unknown
  readonly text?: unknown
}

const partsOf = (item: ConversationItem): ReadonlyArray<Part> =>
  item.type === "message" && "content" in item && Array.isArray(item.content) ? item.content : []

const isLike = (sent: Part, shown: Part | undefined): boolean =>
  shown?.type === sent.type && (shown?.text ?? sent.text) === sent.text
