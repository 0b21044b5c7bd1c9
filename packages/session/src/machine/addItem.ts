/** Items that go into the conversation, from a command, a tool or an approval. */
import type { ConversationItem } from "@antiphon/core/shapes"
import { ask } from "./answers.ts"
import type { Draft } from "./Draft.ts"
import type { Then } from "./State.ts"

/**
 * Sends an item and waits until the server shows it. An item without an id gets one, because the answer is found by it.
 * `after` is the id of the item before it, `root` for the start, or `undefined` for the end.
 */
export const addItem = (draft: Draft, item: ConversationItem, after: string | undefined, then: Then): void => {
  const event_id = draft.id("event")
  const named = { ...item, id: item.id ?? draft.id("item") }
  ask(
    draft,
    {
      type: "conversation.item.create",
      event_id,
      ...(after === undefined ? {} : { previous_item_id: after }),
      item: named
    },
    { command: "addItem", awaits: { _tag: "Added", item: named }, then }
  )
}
