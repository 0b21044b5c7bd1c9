import type { ConversationItem } from "@antiphon/core/shapes"
import { ask } from "./answers.ts"
import type { Draft } from "./Draft.ts"
import type { Then } from "./State.ts"

/** Sends an item with an id, and waits until the server has it. */
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
