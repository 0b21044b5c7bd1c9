/** What a later connection needs to continue a conversation of xAI. One memory belongs to one session of the client. */

/** Ids that are remembered at most. Items that were forgotten are replayed. */
const maxItems = 2000

/** The memory of one session. It outlives connections. */
export interface Memory {
  /** Whether sessions ask the server to keep the conversation. */
  readonly isOn: boolean
  /** What the address of the next connection has. */
  readonly query: () => Readonly<Record<string, string>>
  /** The server said which conversation this is. Another one than before knows nothing of what was said. */
  readonly began: (conversationId: string) => void
  /** The server has an item. */
  readonly has: (itemId: string) => boolean
  readonly add: (itemId: string) => void
  readonly remove: (itemId: string) => void
}

export const makeMemory = (isOn: boolean): Memory => {
  let conversation: string | undefined
  const items = new Set<string>()
  return {
    isOn,
    query: () => (isOn && conversation !== undefined ? { conversation_id: conversation } : {}),
    began: (id) => {
      if (id !== conversation) items.clear()
      conversation = id
    },
    has: (id) => items.has(id),
    add: (id) => {
      items.add(id)
      const [first] = items
      if (items.size > maxItems && first !== undefined) items.delete(first)
    },
    remove: (id) => void items.delete(id)
  }
}
