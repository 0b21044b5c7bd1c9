/** Views of the state. */
import { inOrder } from "./order.ts"
import type { ItemState, SessionState } from "./State.ts"

/** The items of the conversation, first to last: a committed turn stands here before its item came. */
export const conversation = (state: SessionState): ReadonlyArray<ItemState> =>
  inOrder(state.order).flatMap((id) => {
    const item = state.items.get(id)
    return item === undefined || item.deleted ? [] : [item]
  })

/** What an item says so far: its parts' texts and transcripts, in order, a line each. */
export const textOf = (item: ItemState): string =>
  [...item.parts]
    .sort(([a], [b]) => a - b)
    .flatMap(([, { text }]) => (text.text === "" ? [] : [text.text]))
    .join("\n")
