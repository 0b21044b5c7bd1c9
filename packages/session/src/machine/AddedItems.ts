/**
 * Which item of the server is the one that was sent. Most servers keep the id that the client chose. From a server that never
 * kept one, an item with an id that this client did not choose is the oldest one sent of the same content.
 */
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { ConversationItem } from "@antiphon/core/shapes"

export interface AddedItems {
  /** Returns what finds the item among the events that come: with its id as the server has it. */
  readonly await: (
    item: ConversationItem & { readonly id: string }
  ) => (event: ServerEvent | UnknownEvent) => (ConversationItem & { readonly id: string }) | undefined
  /** The item is not waited for any more. */
  readonly forget: (id: string) => void
}

/** Ids of a server's own that are remembered, so that one item answers once. */
const claimedKept = 256

export const makeAddedItems = (): AddedItems => {
  const chosen = new Set<string>()
  const claimed = new Set<string>()
  let keepsIds = false
  return {
    await: (item) => {
      chosen.add(item.id)
      return (event) => {
        if (!isAdded(event)) return undefined
        const { item: told } = event
        const { id = item.id } = told
        if (told.id === item.id) {
          keepsIds = true
          return { ...told, id }
        }
        if (keepsIds || event.type === "conversation.item.done" || !isSame(item, told)) return undefined
        if (claimed.has(id) || (told.id !== undefined && chosen.has(id))) return undefined
        claimed.add(id)
        const [oldest] = claimed
        if (claimed.size > claimedKept && oldest !== undefined) claimed.delete(oldest)
        return { ...told, id }
      }
    },
    forget: (id) => void chosen.delete(id)
  }
}

const isAdded = (event: ServerEvent | UnknownEvent) =>
  event.type === "conversation.item.added" ||
  event.type === "conversation.item.created" ||
  event.type === "conversation.item.done"

const isSame = (sent: ConversationItem, told: ConversationItem): boolean => {
  if (sent.type !== told.type) return false
  if (sent.type === "message" && told.type === "message") {
    const [mine, theirs] = [partsOf(sent), partsOf(told)]
    return sent.role === told.role && mine.length === theirs.length && mine.every((part, n) => isLike(part, theirs[n]))
  }
  return !("call_id" in sent) || !("call_id" in told) || sent.call_id === told.call_id
}

interface Part {
  readonly type?: unknown
  readonly text?: unknown
}

const partsOf = (item: ConversationItem): ReadonlyArray<Part> =>
  item.type === "message" && "content" in item && Array.isArray(item.content) ? item.content : []

const isLike = (sent: Part, told: Part | undefined): boolean =>
  told?.type === sent.type && (told?.text ?? sent.text) === sent.text
