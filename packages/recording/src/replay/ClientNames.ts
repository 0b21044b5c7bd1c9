/**
 * Item ids and metadata that the live client sends and the recorded one did not. Many clients send items without an id and
 * requests without metadata. A live client that sends both expects them back, so the replay puts them where the server would.
 */
import type { IdMap } from "./IdMap.ts"

interface Sent {
  readonly shape: string
  readonly id: string
}

/** Remembers what the live client named. Lives as long as one replay. */
export class ClientNames {
  readonly #items: Array<Sent> = []
  readonly #metadata: Array<object> = []
  readonly #byResponse = new Map<string, object>()

  /** Remembers the names in a live event that stands for a recorded one of the client. */
  learn(recorded: { readonly type: string }, live: unknown): void {
    if (recorded.type === "conversation.item.create") {
      const item = at(live, "item")
      const id = at(item, "id")
      if (at(at(recorded, "item"), "id") === undefined && typeof id === "string") {
        this.#items.push({ shape: shapeOf(item), id })
      }
    }
    if (recorded.type === "response.create") {
      const metadata = at(at(live, "response"), "metadata")
      const known = at(at(recorded, "response"), "metadata")
      if ((known === undefined || known === null) && typeof metadata === "object" && metadata !== null) {
        this.#metadata.push(metadata)
      }
    }
  }

  /** A recorded server event as the live client expects it. An item takes the id that the live client gave it. */
  inLive<E extends { readonly type: string }>(event: E, ids: IdMap): E {
    if (/^conversation\.item\.(added|created|done)$/.test(event.type)) this.#nameItem(at(event, "item"), ids)
    if (event.type !== "response.created" && event.type !== "response.done") return event
    const response = at(event, "response")
    const id = at(response, "id")
    if (typeof id !== "string" || typeof response !== "object") return event
    const own = at(response, "metadata")
    if (own !== undefined && own !== null) return event
    const first = event.type === "response.created" ? this.#metadata.shift() : undefined
    if (first !== undefined) this.#byResponse.set(id, first)
    const metadata = this.#byResponse.get(id)
    return metadata === undefined ? event : { ...event, response: { ...response, metadata } }
  }

  #nameItem(item: unknown, ids: IdMap): void {
    const id = at(item, "id")
    const place = this.#items.findIndex(({ shape }) => shape === shapeOf(item))
    const [sent] = place === -1 || typeof id !== "string" ? [] : this.#items.splice(place, 1)
    if (sent !== undefined) ids.learn({ id }, { id: sent.id })
  }
}

const at = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined

/** Identifies an item without its id, by its type, role, call, and the types and texts of its content. */
const shapeOf = (item: unknown): string => {
  const content = at(item, "content")
  const parts: ReadonlyArray<unknown> = Array.isArray(content) ? content : []
  return JSON.stringify([
    at(item, "type") ?? null,
    at(item, "role") ?? null,
    at(item, "call_id") ?? null,
    parts.map((part) => [at(part, "type") ?? null, at(part, "text") ?? null])
  ])
}
