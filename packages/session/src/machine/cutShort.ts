/** Truncations and deletions that can no longer be sent, applied to the state. */
import type { DeleteEvent, TruncateEvent } from "@antiphon/audio"
import { updateItem, updateItemPart } from "../state/items.ts"
import type { PersistentMap } from "../state/PersistentMap.ts"
import type { ItemState, SessionState } from "../state/SessionState.ts"

/** The state with a truncation or deletion in it. No more is kept than was heard. A deleted item stays, with nothing heard. */
export const cutShort = (state: SessionState, event: TruncateEvent | DeleteEvent): SessionState => {
  if (event.type === "conversation.item.truncate") {
    return updateItemPart(state, event.item_id, event.content_index, (part) => ({
      ...part,
      truncatedAtMs: Math.min(part.truncatedAtMs ?? Infinity, event.audio_end_ms)
    }))
  }
  return updateItem(state, event.item_id, (item) => ({
    ...item,
    parts: [...item.parts].reduce(
      (parts, [index, part]) => parts.with(index, { ...part, truncatedAtMs: 0 }),
      item.parts
    )
  }))
}

/**
 * Truncations of words whose sound never came. If the server plays, it knows which, and there are none. `known` are the items of
 * older connections, which are not looked at again.
 */
export const unspoken = (
  { items, responses }: SessionState,
  known: PersistentMap<ItemState>
): ReadonlyArray<TruncateEvent> =>
  [...items.values()].flatMap(({ id, parts, responseId }) =>
    responseId === undefined || known.has(id) || responses.get(responseId)?.playback !== undefined
      ? []
      : [...parts].flatMap(([index, { audioMs, type }]): ReadonlyArray<TruncateEvent> =>
          type === "output_audio" && audioMs === 0
            ? [{ type: "conversation.item.truncate", item_id: id, content_index: index, audio_end_ms: 0 }]
            : []
        )
  )
