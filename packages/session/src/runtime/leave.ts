/** What becomes of what is open when a conversation leaves a connection. */
import type { DeleteEvent, TruncateEvent } from "@antiphon/audio"
import * as Effect from "effect/Effect"
import type { Conversation } from "./Conversation.ts"
import type { Interruptions } from "./Interruptions.ts"
import { updateItem, updateItemPart } from "../state/items.ts"
import { disconnect } from "../state/reduce.ts"
import type { ItemState, SessionState } from "../state/SessionState.ts"
import type { PersistentMap } from "../state/PersistentMap.ts"

/** What the server was to be told, and cannot be any more, as the state has it: no more is kept than was heard. */
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

/** Words whose sound never came: nobody heard them. Where the server plays, it knows. `known`: items of older connections. */
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

/**
 * A response that was still being made is as if interrupted: the speaker stops, and what was heard stays, of what was whole
 * and still played too. Where nothing was being made, what was whole plays on.
 */
export const settle = (conversation: Conversation, interruptions: Interruptions): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { change, playback, state } = conversation
    const open = new Set(
      [...state().responses.values()]
        .filter(
          ({ id, response, status }) =>
            (status === "in_progress" && response?.conversation_id !== null) || interruptions.concerns(id)
        )
        .map(({ id }) => id)
    )
    const isCut = open.size > 0
    if (isCut) yield* playback()?.cut() ?? Effect.void
    const plan = playback()?.plan(() => isCut)
    const cuts = [...interruptions.unanswered(), ...(plan?.truncate ?? []), ...(plan?.delete ?? [])]
    change((before) => disconnect(cuts.reduce(cutShort, before)))
  })
