/** The conversations that a double can continue. They outlive connections. */
import type { Frame } from "@antiphon/core/transport"
import { type Fields, isFields, listAt } from "../dialect/values.ts"

export interface Conversations {
  readonly get: (id: string) => ReadonlyArray<Fields> | undefined
  readonly begin: (id: string) => void
  readonly add: (id: string, item: Fields) => void
}

/** Bounds of a double, which serves tests. */
const maxConversations = 64
const maxItems = 256

export const makeConversations = (): Conversations => {
  const all = new Map<string, ReadonlyArray<Fields>>()
  return {
    get: (id) => all.get(id),
    begin: (id) => {
      if (!all.has(id)) all.set(id, [])
      const [first] = all.keys()
      if (all.size > maxConversations && first !== undefined) all.delete(first)
    },
    add: (id, item) => {
      const items = all.get(id)
      if (items !== undefined) all.set(id, [...items, item].slice(-maxItems))
    }
  }
}

/** The request that adds an item again. What was spoken becomes its words. */
export const restorable = (item: Fields): ReadonlyArray<Frame> => {
  const text = item["role"] === "assistant" ? "output_text" : "input_text"
  if (item["type"] !== "message") return [{ type: "conversation.item.create", item }]
  const content = listAt(item, "content").flatMap((part) => {
    const words: unknown = isFields(part) ? (part["text"] ?? part["transcript"]) : undefined
    return typeof words === "string" && words !== "" ? [{ type: text, text: words }] : []
  })
  return content.length === 0 ? [] : [{ type: "conversation.item.create", item: { ...item, content } }]
}
